package io.brokerscope.console.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Who may ask: whoever shows the right {@code Authorization}. It is compared by digests of equal
 * length and in constant time, and not kept itself.
 */
public final class Access {

    private final byte[] expected;
    private final String challenge;

    private Access(String authorization, String challenge) {
        this.expected = authorization == null ? null : digest(authorization);
        this.challenge = challenge;
    }

    /** Anybody. */
    public static Access open() {
        return new Access(null, "");
    }

    /** Whoever has the token. */
    public static Access bearer(String token) {
        return new Access("Bearer " + token, "Bearer realm=\"brokerscope\"");
    }

    /** Whoever knows the password. */
    public static Access basic(String user, String password) {
        String credentials = user + ":" + password;
        return new Access(
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                "Basic realm=\"brokerscope\", charset=\"UTF-8\"");
    }

    /** Whether anybody may ask. */
    public boolean isOpen() {
        return expected == null;
    }

    /**
     * Checks a header.
     *
     * @param authorization as the request has it; null where it has none
     * @throws Problem if it is not the right one
     */
    void check(String authorization) {
        if (expected != null
                && (authorization == null
                        || !MessageDigest.isEqual(expected, digest(authorization)))) {
            throw Problem.unauthorized(challenge);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
