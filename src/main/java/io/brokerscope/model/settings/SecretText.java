package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * A text that may refer to secrets: {@code ${env:NAME}} and {@code ${file:/path}} anywhere in it.
 * It crosses the job graph and savepoints as it was written and is resolved only in the process
 * that uses it, each time it is used, so that a rotated file is seen.
 *
 * @param template the text as written in the configuration
 */
public record SecretText(String template) implements Serializable {

    /** Hides the text: a person may have written the secret itself into it. */
    @Override
    public String toString() {
        return "***";
    }
}
