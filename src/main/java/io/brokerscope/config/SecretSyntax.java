package io.brokerscope.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks how references to secrets are written, not where they lead. */
final class SecretSyntax {

    static final String ALLOWED = "${env:NAME} or ${file:/path}";

    private static final Pattern START = Pattern.compile("\\$\\{");
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{(?:env:[A-Za-z_][A-Za-z0-9_]*|file:/[^}\\p{Cntrl}]+)}");

    private SecretSyntax() {}

    static boolean hasReference(String text) {
        return START.matcher(text).find();
    }

    /** What is allowed where a reference is written wrongly; null when all are right. */
    static String problem(String text) {
        Matcher start = START.matcher(text);
        Matcher reference = REFERENCE.matcher(text);
        while (start.find()) {
            reference.region(start.start(), text.length());
            if (!reference.lookingAt()) {
                return problemAt(text.substring(start.end()));
            }
        }
        return null;
    }

    private static String problemAt(String rest) {
        if (rest.startsWith("file:") && !rest.startsWith("file:/") && rest.indexOf('}') > 5) {
            return "a reference ${file:/path} with an absolute path";
        }
        return "written with references of the form " + ALLOWED;
    }
}
