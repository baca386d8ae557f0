package io.brokerscope.coverage;

import io.brokerscope.model.FailureReason;

/** What a person can do about a target that is not read. */
final class Advice {

    private Advice() {}

    /**
     * A sentence.
     *
     * @param reason why the read failed; null where it was not tried
     * @param endpoint where it is read
     */
    static String on(FailureReason reason, String endpoint) {
        if (reason == null) {
            return "look at the outcomes before this one: they say why it is not read";
        }
        return switch (reason) {
            case DNS -> "check that the host name in " + endpoint + " resolves where the job runs";
            case REFUSED ->
                    "check that the exporter runs and listens: is the port of "
                            + endpoint
                            + " open from where the job runs?";
            case CONNECT_TIMEOUT ->
                    "check that the host is up and that no firewall drops packets to " + endpoint;
            case READ_TIMEOUT ->
                    "check the load of the broker, and whether attemptTimeout suits its number of"
                            + " partitions";
            case RESET, TRUNCATED_BODY ->
                    "check proxies between the job and " + endpoint + ", and restarts";
            case TLS -> "check caFile, the certificate's host name and its expiry";
            case UNAUTHORIZED -> "check auth: the credentials are missing or wrong";
            case FORBIDDEN -> "grant the user of auth the right to read";
            case NOT_FOUND -> "check the path of " + endpoint;
            case TOO_MANY_REQUESTS -> "look who else reads it, or raise the interval";
            case CLIENT_ERROR, REDIRECT -> "check that " + endpoint + " is the final address";
            case SERVER_ERROR -> "look at the log of the exporter";
            case PROTOCOL, CONTENT_TYPE, CORRUPT_ENCODING, MALFORMED ->
                    "check what answers at " + endpoint + ": dead-letters holds an excerpt";
            case TOO_LARGE -> "raise limits.bytes, or let the exporter's rules tell less";
            case EMPTY -> "check the exporter's rules: they tell nothing";
            case CREDENTIALS ->
                    "check that the secret or certificate can be read where the TaskManager runs";
            case NO_SLOT -> "raise scrape.maxConcurrent, or run with more subtasks";
            case NO_MEMORY -> "raise scrape.memory or the heap of the TaskManagers";
            case RESTART, DOWNTIME -> "nothing: the job itself was away";
            case DEADLINE, INTERNAL -> "look at the log of the TaskManager that reads it";
        };
    }
}
