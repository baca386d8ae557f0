package io.brokerscope.console.web;

import java.util.List;

/**
 * A path that is served.
 *
 * @param path as OpenAPI writes it
 * @param open whether it is served without credentials
 * @param parameters query parameters that it takes
 * @param endpoint answers
 */
record Route(String path, boolean open, List<String> parameters, Endpoint endpoint) {

    /** Answers a request. */
    interface Endpoint {

        /**
         * The answer.
         *
         * @param item what stands in place of the path's parameter; null where it has none
         * @param query the query parameters
         * @throws Problem if there is none
         */
        Reply answer(String item, Query query);
    }

    static Route of(String path, Endpoint endpoint, String... parameters) {
        return new Route(path, false, List.of(parameters), endpoint);
    }

    static Route open(String path, Endpoint endpoint) {
        return new Route(path, true, List.of(), endpoint);
    }
}
