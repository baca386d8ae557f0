package io.brokerscope.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The pages and what belongs to them, from the folder {@code /console} of the class path. A browser
 * asks every time whether what it has is still right, and is told so by an ETag.
 */
final class StaticPages {

    private static final String FOLDER = "/console/";
    private static final String START = "index.html";

    /** Nothing hidden, no step up, nothing that a class path could take for something else. */
    private static final Pattern SAFE =
            Pattern.compile("(?:[A-Za-z0-9_@-][A-Za-z0-9._@-]*/)*[A-Za-z0-9_@-][A-Za-z0-9._@-]*");

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html;charset=utf-8"),
                    Map.entry("css", "text/css;charset=utf-8"),
                    Map.entry("js", "text/javascript;charset=utf-8"),
                    Map.entry("mjs", "text/javascript;charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("txt", "text/plain;charset=utf-8"));

    /** Only what is there is kept: there are as many as files. */
    private final Map<String, Reply> pages = new ConcurrentHashMap<>();

    /**
     * A file.
     *
     * @param path of the request, with its slash
     * @param ifNoneMatch what the browser has already; null for nothing
     * @throws Problem if there is none
     */
    Reply get(String path, String ifNoneMatch) {
        String name = path.substring(1).isEmpty() ? START : path.substring(1);
        Reply page = pages.get(name);
        if (page == null) {
            page = load(name);
            pages.put(name, page);
        }
        String etag = page.headers().get("ETag");
        return ifNoneMatch != null && ifNoneMatch.contains(etag)
                ? new Reply(304, page.contentType(), new byte[0], page.headers())
                : page;
    }

    private static Reply load(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !SAFE.matcher(name).matches()) {
            throw nothing();
        }
        try (InputStream file = StaticPages.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw nothing();
            }
            byte[] body = file.readAllBytes();
            return new Reply(
                    200, type, body, Map.of("ETag", etag(body), "Cache-Control", "no-cache"));
        } catch (IOException e) {
            throw new UncheckedIOException("what is on the class path can be read", e);
        }
    }

    private static Problem nothing() {
        return Problem.notFound(
                "There is nothing at this path; /api/v1/openapi.json tells what is.");
    }

    private static String etag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
