package io.brokerscope.console.web;

import java.util.Map;

/** Why a request is not answered, as RFC 9457 has it; without a stack trace. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String TYPE = "application/problem+json";

    private final int status;
    private final String title;
    private final transient Map<String, String> headers;

    private Problem(int status, String title, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.headers = headers;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail, Map.of());
    }

    static Problem unauthorized(String challenge) {
        return new Problem(
                401,
                "Unauthorized",
                "Credentials are missing or wrong.",
                Map.of("WWW-Authenticate", challenge));
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail, Map.of());
    }

    static Problem methodNotAllowed() {
        return new Problem(
                405,
                "Method not allowed",
                "The console only reads: GET and HEAD are allowed.",
                Map.of("Allow", "GET, HEAD"));
    }

    static Problem misdirected(String host) {
        return new Problem(
                421,
                "Misdirected request",
                "The console is not called '" + host + "': see the option --allow-host.",
                Map.of());
    }

    static Problem busy(String detail) {
        return new Problem(503, "Too many requests at once", detail, Map.of("Retry-After", "1"));
    }

    static Problem internal() {
        return new Problem(
                500, "Internal error", "The console's log says what went wrong.", Map.of());
    }

    /** What the server itself refuses, before anything of the console sees it. */
    static Problem of(int status, String detail) {
        return new Problem(status, "Request refused", detail, Map.of());
    }

    Reply reply() {
        byte[] body =
                Json.object(
                        json -> {
                            json.writeStringField("type", "about:blank");
                            json.writeNumberField("status", status);
                            json.writeStringField("title", title);
                            json.writeStringField("detail", getMessage());
                        });
        return new Reply(status, TYPE, body, headers);
    }
}
