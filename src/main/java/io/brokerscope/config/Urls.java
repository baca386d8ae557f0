package io.brokerscope.config;

import io.brokerscope.config.ScalarType.Parsed;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs, with or without placeholders. What may hold a credential is not shown in errors. */
final class Urls {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final List<String> PLACEHOLDERS = List.of("host", "port", "id", "rack");
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final String JMX = "jmx";
    private static final String JMX_FORM =
            "of the form jmx://host:port, with no placeholders but {host}, {port}, {id} and {rack}";

    private Urls() {}

    /** An absolute http or https URL. */
    static ScalarType<String> url() {
        return type("URL", "http, https", "an http:// or https:// URL", false);
    }

    /**
     * An absolute http or https URL, or jmx://host:port, in which placeholders stand for what
     * discovery finds.
     */
    static ScalarType<String> template() {
        return type(
                "URL template",
                "http, https, jmx",
                "an http:// or https:// URL or jmx://host:port, with no placeholders but {host},"
                        + " {port}, {id} and {rack}",
                true);
    }

    /** Whether a template uses a placeholder. */
    static boolean uses(String template, String placeholder) {
        return template.contains("{" + placeholder + "}");
    }

    /** Whether a valid template is read by remote JMX. */
    static boolean isJmx(String template) {
        return template.regionMatches(true, 0, JMX + "://", 0, JMX.length() + 3);
    }

    /** The port of a valid template without {port}: as written or that of its scheme. */
    static int fixedPort(String template) {
        URI uri = URI.create(filled(template));
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static ScalarType<String> type(
            String name, String schemes, String allowed, boolean template) {
        return new ScalarType<>(
                name,
                schemes,
                allowed,
                text -> text.indexOf('@') < 0 && text.indexOf('?') < 0,
                text -> parse(text, allowed, template));
    }

    private static Parsed<String> parse(String text, String allowed, boolean template) {
        if (text.contains("${")) {
            return Parsed.refused(
                    "written out: ${env:...} and ${file:...} are not resolved in URLs");
        }
        if (template) {
            Matcher placeholder = PLACEHOLDER.matcher(text);
            while (placeholder.find()) {
                if (!PLACEHOLDERS.contains(placeholder.group(1))) {
                    return Parsed.refused();
                }
            }
        }
        try {
            URI uri = new URI(template ? filled(text) : text);
            return template && JMX.equalsIgnoreCase(uri.getScheme())
                    ? checkJmx(uri, text)
                    : check(uri, text, allowed);
        } catch (URISyntaxException e) {
            return Parsed.refused();
        }
    }

    private static Parsed<String> check(URI uri, String text, String allowed) {
        String authority = uri.getRawAuthority();
        if (authority != null && authority.contains("@")) {
            return Parsed.refused("a URL without user and password: they belong under auth");
        }
        if (uri.getScheme() == null
                || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                || uri.getHost() == null
                || uri.getPort() > 65535) {
            return Parsed.refused();
        }
        return uri.getRawFragment() == null
                ? Parsed.of(text)
                : Parsed.refused(allowed + ", without a fragment (#)");
    }

    private static Parsed<String> checkJmx(URI uri, String text) {
        String authority = uri.getRawAuthority();
        if (authority != null && authority.contains("@")) {
            return Parsed.refused("a URL without user and password: they belong under auth");
        }
        boolean plain =
                uri.getHost() != null
                        && uri.getPort() > 0
                        && uri.getPort() <= 65535
                        && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null;
        return plain ? Parsed.of(text) : Parsed.refused(JMX_FORM);
    }

    private static String filled(String template) {
        return template.replace("{port}", "1")
                .replace("{host}", "host")
                .replace("{id}", "1")
                .replace("{rack}", "rack");
    }
}
