package io.brokerscope.model;

/** Why a read gave no answer; stable names, they stand in the output topics. */
public enum FailureReason {
    /** The host name does not resolve. */
    DNS(true),
    /** The connection was refused. */
    REFUSED(true),
    /** No connection within the attempt's deadline. */
    CONNECT_TIMEOUT(true),
    /** Connected, but the answer did not come, or did not end, in time. */
    READ_TIMEOUT(true),
    /** The peer reset or closed the connection before an answer. */
    RESET(true),
    /** TLS handshake or certificate verification failed. */
    TLS(false),
    /** Credentials missing or wrong; HTTP 401. */
    UNAUTHORIZED(false),
    /** The credentials do not allow to read; HTTP 403. */
    FORBIDDEN(false),
    /** There is nothing to read where it should be; HTTP 404. */
    NOT_FOUND(false),
    /** HTTP 429; retried only where Retry-After fits into the budget. */
    TOO_MANY_REQUESTS(true),
    /** Any other HTTP 4xx. */
    CLIENT_ERROR(false),
    /** HTTP 5xx; an exception over there. */
    SERVER_ERROR(true),
    /** HTTP 3xx; redirects are not followed, credentials must not travel. */
    REDIRECT(false),
    /** The answer is not of the protocol, or makes no sense here. */
    PROTOCOL(true),
    /** The content type is not a text exposition format. */
    CONTENT_TYPE(false),
    /** The body ended before its announced length or its last chunk. */
    TRUNCATED_BODY(true),
    /** The body is not valid gzip. */
    CORRUPT_ENCODING(true),
    /** No line of the body could be read as a sample. */
    MALFORMED(false),
    /** The byte limit was reached before any catalogued series was seen. */
    TOO_LARGE(false),
    /** The body holds no sample at all. */
    EMPTY(true),
    /** Credentials or certificates could not be loaded here. */
    CREDENTIALS(false),
    /** The read waited for a free slot until its budget was over: scrape.maxConcurrent. */
    NO_SLOT(false),
    /** The byte budget over all reads in flight is used up: scrape.memory. */
    NO_MEMORY(true),
    /** The last resort timeout of the operator, above every budget; a defect if it is seen. */
    DEADLINE(false),
    /** A defect in the reader itself; the detail names it. */
    INTERNAL(false),
    /** MISSED: a checkpointed request was restored after a restart and not read again. */
    RESTART(false),
    /** MISSED: ticks passed while the job did not run or did not get to them. */
    DOWNTIME(false);

    private final boolean retryable;

    FailureReason(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether another attempt within the same tick can help. */
    public boolean retryable() {
        return retryable;
    }
}
