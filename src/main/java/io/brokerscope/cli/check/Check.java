package io.brokerscope.cli.check;

/**
 * What is looked at, in the order in which it is told. The names stand in the JSON document and do
 * not change.
 */
enum Check {
    /** The output cluster: settings, connection, credentials. */
    OUTPUT("output"),
    /** The output topics: there or creatable, rightly configured, writable. */
    TOPICS("topics"),
    /** Transactions on the output cluster: how long they may last, who may begin them. */
    TRANSACTIONS("transactions"),
    /** The fleet as a whole: watched cluster files, the number of targets. */
    FLEET("fleet"),
    /** The brokers that the job will find. */
    DISCOVERY("discovery"),
    /** The topology that the configuration expects. */
    EXPECTED("expected"),
    /** The host name. */
    DNS("dns"),
    /** The connection. */
    TCP("tcp"),
    /** The handshake, the certificate and how long it lasts. */
    TLS("tls"),
    /** The credentials. */
    AUTH("auth"),
    /** Whether there is an answer that says yes. */
    ANSWER("answer"),
    /** Whether the answer is what it should be. */
    CONTENT("content"),
    /** The naming dialect. */
    DIALECT("dialect"),
    /** Which metrics are there. */
    METRICS("metrics"),
    /** What the cluster tells of itself by the Admin protocol. */
    ADMIN("admin"),
    /** The permissions that it takes. */
    ACL("acl"),
    /** How long the read took of the time that it has. */
    TIME("time"),
    /** The clock of the target against this one's. */
    CLOCK("clock");

    private final String key;

    Check(String key) {
        this.key = key;
    }

    /** The name. */
    String key() {
        return key;
    }
}
