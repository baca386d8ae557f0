package io.brokerscope.scrape.security;

import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.Secrets;
import io.brokerscope.model.settings.Secrets.UnresolvedSecretException;

/** Resolves texts of the settings that are sent to a target as credentials. */
public final class CredentialTexts {

    private CredentialTexts() {}

    /**
     * What a text stands for at this moment; may wait for a file.
     *
     * @param where the setting, for errors
     * @throws CredentialsException if a reference leads nowhere or to something with line breaks or
     *     control characters
     */
    public static String resolve(String where, SecretText text) throws CredentialsException {
        String value;
        try {
            value = Secrets.resolve(text);
        } catch (UnresolvedSecretException e) {
            throw new CredentialsException(where + ": " + e.getMessage());
        } catch (RuntimeException e) {
            throw new CredentialsException(
                    where + " cannot be resolved: " + e.getClass().getSimpleName());
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new CredentialsException(
                    where + " resolves to a text with line breaks or control characters");
        }
        return value;
    }
}
