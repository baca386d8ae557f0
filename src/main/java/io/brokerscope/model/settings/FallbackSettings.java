package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * Another way to read the same broker, for when the ones before it fail.
 *
 * @param endpoint URL template with {host}, {port}, {id}, {rack}
 * @param auth credentials; null for none
 * @param tls TLS; null for the defaults of the Java runtime
 * @param dialect name of the dialect to use; null to recognise it from the content
 */
public record FallbackSettings(String endpoint, AuthSettings auth, TlsSettings tls, String dialect)
        implements Serializable {}
