package io.brokerscope.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks by HTTP, with a deadline. */
public final class HttpGet {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private HttpGet() {}

    /** The body of an answer. */
    public static String text(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
