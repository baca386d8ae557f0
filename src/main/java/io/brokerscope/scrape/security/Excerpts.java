package io.brokerscope.scrape.security;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Excerpts of foreign bytes that a person may read: bounded, printable, with whatever looks like a
 * credential masked. Rather masks too much than too little. Stateless.
 */
public final class Excerpts {

    /** The longest excerpt, in characters. */
    public static final int MAX_LENGTH = 200;

    /**
     * More than an excerpt shows, so that a credential is recognised as a whole before it is cut.
     */
    private static final int WINDOW = 1024;

    private static final String CUT = "...";
    private static final String MASK = "***";

    /** Groups of {@link #CREDENTIAL} that stay readable. */
    private static final String[] INTRODUCTIONS = {"url", "header", "scheme", "key"};

    private static final Pattern CREDENTIAL =
            Pattern.compile(
                    // user:password@ in a URL
                    "(?<url>://)[^/\\s\"'@]*(?=@)"
                            // Authorization: anything, up to the end of the line
                            + "|(?<header>\\bauthorization\\b[\"']?\\s*[:=]\\s*)[^\\r\\n]+"
                            + "|(?<scheme>\\b(?:bearer|basic)\\s+)[^\\s\"',;]+"
                            // key=value and key: value, quoted, quoted with escapes, or bare
                            + "|(?<key>(?:passw(?:or)?d|passphrase|passcode|pwd|secret|token|credential"
                            + "|api[-_.]?key|access[-_.]?key|private[-_.]?key|jaas|session[-_.]?id"
                            + "|cookie)[\\w.\\-]*\\\\*[\"']?\\s*[=:]\\s*)"
                            + "(?:\\\\+\".*?(?:\\\\+\"|\\z)"
                            + "|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"?|'[^']*+'?|\\S+)"
                            // JSON web tokens, AWS key ids, PEM blocks, wherever they stand
                            + "|eyJ[\\w\\-]{8,}(?:\\.[\\w\\-]*)*"
                            + "|\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"
                            + "|-----BEGIN [A-Z ]*PRIVATE KEY.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Excerpts() {}

    /**
     * An excerpt of {@code length} bytes from {@code offset} on.
     *
     * @return at most {@link #MAX_LENGTH} characters of printable ASCII; other bytes are escaped,
     *     credentials replaced by {@code ***}, and {@code ...} stands at the end where something
     *     was cut off
     * @throws IndexOutOfBoundsException if the range does not lie within the array
     */
    public static String of(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || length > bytes.length - offset) {
            throw new IndexOutOfBoundsException(
                    "range [" + offset + ", +" + length + ") of " + bytes.length + " bytes");
        }
        String window =
                new String(bytes, offset, Math.min(length, WINDOW), StandardCharsets.ISO_8859_1);
        String masked = masked(window);
        StringBuilder excerpt = new StringBuilder(Math.min(masked.length(), MAX_LENGTH) + 8);
        boolean cut = length > WINDOW;
        int kept = 0;
        for (int i = 0; i < masked.length(); i++) {
            escape(masked.charAt(i), excerpt);
            if (excerpt.length() > MAX_LENGTH) {
                cut = true;
                break;
            }
            if (excerpt.length() <= MAX_LENGTH - CUT.length()) {
                kept = excerpt.length();
            }
        }
        if (cut) {
            excerpt.setLength(kept);
            excerpt.append(CUT);
        }
        return excerpt.toString();
    }

    private static String masked(String text) {
        Matcher credential = CREDENTIAL.matcher(text);
        StringBuilder masked = new StringBuilder(text.length());
        while (credential.find()) {
            credential.appendReplacement(masked, "");
            for (String introduction : INTRODUCTIONS) {
                if (credential.group(introduction) != null) {
                    masked.append(credential.group(introduction));
                }
            }
            masked.append(MASK);
        }
        return credential.appendTail(masked).toString();
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c >= ' ' && c <= '~') {
                    out.append(c);
                } else {
                    out.append("\\x")
                            .append(Character.forDigit(c >> 4, 16))
                            .append(Character.forDigit(c & 15, 16));
                }
            }
        }
    }
}
