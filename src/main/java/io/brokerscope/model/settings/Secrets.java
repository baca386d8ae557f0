package io.brokerscope.model.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves references to secrets in the process that uses them. No error text holds a resolved
 * value.
 */
public final class Secrets {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");
    private static final long MAX_FILE_BYTES = 1 << 20;

    private Secrets() {}

    /**
     * The text with every reference replaced: {@code ${env:NAME}} by the environment variable,
     * {@code ${file:/path}} by the file's content without trailing white space, read afresh each
     * time.
     *
     * @throws UnresolvedSecretException if a variable is not set or a file cannot be read
     */
    public static String resolve(SecretText text) {
        return resolve(text, System::getenv);
    }

    /** Whether a text is a reference and nothing else: then it holds no secret itself. */
    public static boolean isReference(String text) {
        return REFERENCE.matcher(text).matches();
    }

    /** Every value resolved; see {@link #resolve(SecretText)}. */
    public static Map<String, String> resolveAll(Map<String, SecretText> texts) {
        Map<String, String> resolved = new HashMap<>();
        texts.forEach((name, text) -> resolved.put(name, resolve(text)));
        return resolved;
    }

    static String resolve(SecretText text, UnaryOperator<String> environment) {
        Matcher reference = REFERENCE.matcher(text.template());
        StringBuilder resolved = new StringBuilder();
        while (reference.find()) {
            String value =
                    reference.group(1).equals("env")
                            ? variable(reference.group(2), environment)
                            : file(reference.group(2));
            reference.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return reference.appendTail(resolved).toString();
    }

    private static String variable(String name, UnaryOperator<String> environment) {
        String value = environment.apply(name);
        if (value == null) {
            throw new UnresolvedSecretException("environment variable " + name + " is not set");
        }
        return value;
    }

    private static String file(String path) {
        try {
            Path file = Path.of(path);
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new UnresolvedSecretException("file " + path + " is larger than 1 MiB");
            }
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new UnresolvedSecretException(
                    "file " + path + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** A reference that leads nowhere; the message names the reference, never a value. */
    public static final class UnresolvedSecretException extends RuntimeException {

        public UnresolvedSecretException(String message) {
            super(message);
        }
    }
}
