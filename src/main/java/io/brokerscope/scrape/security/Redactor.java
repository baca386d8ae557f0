package io.brokerscope.scrape.security;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * Hides known secrets in texts that a target sent: a server may echo what it was sent. Longer
 * secrets are hidden first, and so is the beginning of one at the very end of a text that was cut.
 */
public final class Redactor {

    private static final String MASK = "***";
    private static final List<String> CUTS = List.of("...", "…");
    private static final int MIN_SECRET = 3;
    private static final int MIN_CUT = 4;

    private final List<String> secrets;

    /** Hides these; those of less than three characters cannot be told from other text. */
    public Redactor(List<String> secrets) {
        this.secrets =
                secrets.stream()
                        .filter(secret -> secret.length() >= MIN_SECRET)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    /** The text without the secrets. */
    public String redact(String text) {
        String cut = CUTS.stream().filter(text::endsWith).findFirst().orElse("");
        String clean = text.substring(0, text.length() - cut.length());
        for (String secret : secrets) {
            clean = withoutBeginning(secret, clean.replace(secret, MASK));
        }
        return clean + cut;
    }

    private static String withoutBeginning(String secret, String text) {
        for (int n = Math.min(secret.length() - 1, text.length()); n >= MIN_CUT; n--) {
            if (text.regionMatches(text.length() - n, secret, 0, n)) {
                return text.substring(0, text.length() - n) + MASK;
            }
        }
        return text;
    }

    /** A bounded, printable excerpt without the secrets. */
    public String excerpt(byte[] bytes, int offset, int length) {
        if (secrets.isEmpty()) {
            return Excerpts.of(bytes, offset, length);
        }
        byte[] clean =
                redact(new String(bytes, offset, length, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
        return Excerpts.of(clean, 0, clean.length);
    }
}
