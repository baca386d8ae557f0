package io.brokerscope.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The description of the API, an OpenAPI document that stands beside the code. */
final class OpenApi {

    private static final String RESOURCE = "/console-openapi.json";

    private OpenApi() {}

    static byte[] document() {
        try (InputStream document = OpenApi.class.getResourceAsStream(RESOURCE)) {
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the document is part of the program", e);
        }
    }

    static List<Route> routes() {
        byte[] document = document();
        return List.of(Route.of("/api/v1/openapi.json", (item, query) -> Reply.json(document)));
    }
}
