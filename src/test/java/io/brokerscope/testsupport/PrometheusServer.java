package io.brokerscope.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.Ports;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real Prometheus that scrapes every second and evaluates the alert rules. */
public final class PrometheusServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final int port;

    private PrometheusServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one; does not wait until it is there.
     *
     * @param program where Prometheus is
     * @param folder for its data, its configuration and its log
     * @param rules file of rules
     * @param targets ports on this machine, by name of the job; where nobody listens is no mistake
     */
    public static PrometheusServer start(
            String program, Path folder, Path rules, Map<String, List<Integer>> targets)
            throws IOException {
        Files.createDirectories(folder);
        StringBuilder configuration =
                new StringBuilder(
                        """
                        global: { scrape_interval: 1s, evaluation_interval: 1s }
                        rule_files: [ "%s" ]
                        scrape_configs:
                        """
                                .formatted(rules.toAbsolutePath()));
        targets.forEach(
                (name, ports) ->
                        configuration.append(
                                """
                                - job_name: %s
                                  static_configs: [ { targets: %s } ]
                                """
                                        .formatted(name, addresses(ports))));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        int port = Ports.free();
        Process process =
                new ProcessBuilder(
                                program,
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        return new PrometheusServer(process, port);
    }

    private static List<String> addresses(List<Integer> ports) {
        return ports.stream().map(port -> "\"127.0.0.1:%d\"".formatted(port)).toList();
    }

    /** What an expression gives now. */
    public JsonNode query(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .at("/data/result");
    }

    /** Names of the alerts that fire. */
    public Set<String> firing() throws IOException, InterruptedException {
        return alerts(alert -> alert.path("state").asText().equals("firing"));
    }

    /** Names of the alerts that fire, or will if nothing changes. */
    public Set<String> pendingOrFiring() throws IOException, InterruptedException {
        return alerts(alert -> true);
    }

    private Set<String> alerts(Predicate<JsonNode> wanted)
            throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : get("/api/v1/alerts").at("/data/alerts")) {
            if (wanted.test(alert)) {
                names.add(alert.at("/labels/alertname").asText());
            }
        }
        return names;
    }

    /** Names of the rules of alerts that were loaded. */
    public Set<String> rules() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode group : get("/api/v1/rules?type=alert").at("/data/groups")) {
            group.path("rules").forEach(rule -> names.add(rule.path("name").asText()));
        }
        return names;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        JsonNode answer = json.readTree(HttpGet.text("http://127.0.0.1:" + port + path));
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
