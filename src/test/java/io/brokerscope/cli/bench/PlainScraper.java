package io.brokerscope.cli.bench;

import io.brokerscope.cli.ChildJvm;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the targets of a Prometheus configuration one after another, without end. JDK only. */
final class PlainScraper {

    private static final Pattern TARGET =
            Pattern.compile(
                    "targets: \\[\"([^\"]+)\"]\\s+labels: \\{ __metrics_path__: \"([^\"]+)");

    private PlainScraper() {}

    /** A command for {@code bench --scraper}. */
    static String command() throws URISyntaxException {
        return "%s -cp %s %s {config} {folder}"
                .formatted(
                        ChildJvm.java(),
                        Path.of(
                                PlainScraper.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI()),
                        PlainScraper.class.getName());
    }

    /**
     * @param args the configuration, and a folder of which it tells that it can be written to
     */
    public static void main(String[] args) throws Exception {
        Files.createFile(Path.of(args[1], "written"));
        Matcher target = TARGET.matcher(Files.readString(Path.of(args[0])));
        List<URL> urls = new ArrayList<>();
        while (target.find()) {
            urls.add(URI.create("http://" + target.group(1) + target.group(2)).toURL());
        }
        while (true) {
            for (URL url : urls) {
                try (InputStream answer = url.openStream()) {
                    answer.readAllBytes();
                }
            }
        }
    }
}
