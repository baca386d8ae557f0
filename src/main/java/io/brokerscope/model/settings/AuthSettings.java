package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * HTTP credentials: either user name and password (basic), or a token (bearer).
 *
 * @param username for basic; null for bearer
 * @param password for basic; null for bearer
 * @param bearer the token; null for basic
 */
public record AuthSettings(SecretText username, SecretText password, SecretText bearer)
        implements Serializable {}
