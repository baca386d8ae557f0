package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * TLS towards a target. Certificates and host names are verified unless a person switches it off.
 *
 * @param caFile PEM file of the authorities to trust; null for those of the Java runtime
 * @param certFile PEM file of the client's certificate chain; null without mTLS
 * @param keyFile PEM file of the client's private key (PKCS #8); null without mTLS
 * @param insecureSkipVerify accept any certificate; for laboratories
 */
public record TlsSettings(
        String caFile, String certFile, String keyFile, boolean insecureSkipVerify)
        implements Serializable {}
