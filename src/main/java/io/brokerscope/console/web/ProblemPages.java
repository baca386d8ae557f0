package io.brokerscope.console.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;

/** Errors of the server itself, for example of a request that is none, in our own form. */
final class ProblemPages extends ErrorHandler {

    @Override
    public void handle(
            String target,
            Request baseRequest,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Reply reply = reply(response.getStatus());
        SecurityHeaders.ALL.forEach(response::setHeader);
        response.setContentType(reply.contentType());
        baseRequest.setHandled(true);
        response.getOutputStream().write(reply.body());
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
        Reply reply = reply(status);
        SecurityHeaders.ALL.forEach(fields::put);
        fields.put("Content-Type", reply.contentType());
        return ByteBuffer.wrap(reply.body());
    }

    private static Reply reply(int status) {
        return Problem.of(status, HttpStatus.getMessage(status) + ".").reply();
    }
}
