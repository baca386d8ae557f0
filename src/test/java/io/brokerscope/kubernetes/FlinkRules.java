package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.brokerscope.config.ConfigException;
import io.brokerscope.config.ConfigLoader;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.TimeUtils;

/** What the operator would refuse, and what an upgrade, a rollback and a loss of a node need. */
final class FlinkRules {

    private static final String CHECKPOINTS = "execution.checkpointing.dir";
    private static final String SAVEPOINTS = "execution.checkpointing.savepoint-dir";
    private static final String HA = "high-availability.type";
    private static final String HA_STORAGE = "high-availability.storageDir";
    private static final String OPERATOR = "kubernetes.operator.";
    private static final String HEALTH = OPERATOR + "cluster.health-check.";
    private static final String PROGRESS = HEALTH + "checkpoint-progress.";

    /** DefaultValidator.FORBIDDEN_CONF_KEYS of the operator. */
    private static final List<String> FORBIDDEN =
            List.of(
                    "kubernetes.namespace",
                    "kubernetes.cluster-id",
                    "high-availability.cluster-id");

    /** Options of the operator that occur here, as its documentation of 1.15 spells them. */
    private static final Set<String> OPTIONS =
            Set.of(
                    OPERATOR + "deployment.rollback.enabled",
                    OPERATOR + "deployment.readiness.timeout",
                    HEALTH + "enabled",
                    PROGRESS + "enabled",
                    PROGRESS + "window",
                    OPERATOR + "periodic.savepoint.interval",
                    OPERATOR + "savepoint.history.max.age",
                    OPERATOR + "savepoint.history.max.count",
                    OPERATOR + "savepoint.dispose-on-delete");

    private static final Pattern OBJECT_STORAGE =
            Pattern.compile("(s3|gs|abfss?|wasbs?|oss)://[^/]+/.+");
    private static final Pattern SECRET_FILE = Pattern.compile("\\$\\{file:([^}]+)}");

    private FlinkRules() {}

    static void check(Manifests manifests, Findings findings) {
        for (JsonNode flink : manifests.all("FlinkDeployment")) {
            Map<String, String> configuration = Pod.labels(flink.at("/spec/flinkConfiguration"));
            findings.expect(
                    FORBIDDEN.stream().noneMatch(configuration::containsKey),
                    flink,
                    "a key that belongs to the operator");
            findings.expect(
                    flink.at("/spec/flinkVersion").asText().equals("v2_2"),
                    flink,
                    "not the version of Flink that the job is built for");
            checkStorage(flink, configuration, findings);
            checkAvailability(flink, configuration, findings);
            checkOperator(flink, configuration, findings);
            checkJob(flink, configuration, manifests, findings);
        }
        for (JsonNode job : manifests.all("FlinkSessionJob")) {
            checkSessionJob(job, manifests, findings);
        }
        manifests.all("ConfigMap").forEach(map -> checkFleet(map, manifests, findings));
    }

    private static void checkStorage(
            JsonNode flink, Map<String, String> configuration, Findings findings) {
        for (String key : List.of(CHECKPOINTS, SAVEPOINTS, HA_STORAGE)) {
            findings.expect(
                    OBJECT_STORAGE.matcher(configuration.getOrDefault(key, "")).matches(),
                    flink,
                    key + " is not on object storage");
        }
    }

    /** How many TaskManagers there will be. */
    static int taskManagers(JsonNode flink) {
        Map<String, String> configuration = Pod.labels(flink.at("/spec/flinkConfiguration"));
        int slots =
                Integer.parseInt(configuration.getOrDefault("taskmanager.numberOfTaskSlots", "1"));
        int wanted =
                Math.max(
                        flink.at("/spec/job/parallelism").asInt(),
                        Integer.parseInt(
                                configuration.getOrDefault(
                                        "slotmanager.number-of-slots.min", "0")));
        return (wanted + slots - 1) / slots;
    }

    private static void checkAvailability(
            JsonNode flink, Map<String, String> configuration, Findings findings) {
        findings.expect(
                configuration.getOrDefault(HA, "").equals("kubernetes"),
                flink,
                "rollback and standby without high availability");
        findings.expect(taskManagers(flink) > 1, flink, "one TaskManager only");
        Pod taskManager =
                Pod.of(new Manifests(List.of(flink.deepCopy()))).stream()
                        .filter(pod -> "taskManager".equals(pod.role()))
                        .findFirst()
                        .orElseThrow();
        findings.expect(
                Pod.stream(taskManager.spec().path("topologySpreadConstraints"))
                        .anyMatch(
                                spread ->
                                        spread.path("topologyKey")
                                                        .asText()
                                                        .equals("kubernetes.io/hostname")
                                                && taskManager.isSelectedBy(
                                                        spread.at("/labelSelector/matchLabels"))),
                flink,
                "TaskManagers are not spread over nodes");
    }

    private static void checkOperator(
            JsonNode flink, Map<String, String> configuration, Findings findings) {
        findings.expect(
                configuration
                        .getOrDefault(OPERATOR + "deployment.rollback.enabled", "")
                        .equals("true"),
                flink,
                "no rollback");
        findings.expect(
                configuration.containsKey(OPERATOR + "deployment.readiness.timeout"),
                flink,
                "no deadline for an upgrade");
        findings.expect(
                configuration.getOrDefault(HEALTH + "enabled", "").equals("true")
                        && configuration.getOrDefault(PROGRESS + "enabled", "").equals("true"),
                flink,
                "nobody sees that checkpoints stand still");
        configuration.keySet().stream()
                .filter(key -> key.startsWith(OPERATOR))
                .forEach(
                        key ->
                                findings.expect(
                                        OPTIONS.contains(key),
                                        flink,
                                        "the operator does not know " + key));
        // The operator takes the least window where a lower one is given.
        Duration timeout = duration(configuration, "execution.checkpointing.timeout");
        int failures =
                Integer.parseInt(
                        configuration.getOrDefault(
                                "execution.checkpointing.tolerable-failed-checkpoints", "0"));
        findings.expect(
                duration(configuration, PROGRESS + "window")
                                .compareTo(timeout.multipliedBy(failures + 2L))
                        >= 0,
                flink,
                "the window for checkpoints is below the least");
        findings.expect(
                !duration(configuration, OPERATOR + "periodic.savepoint.interval").isZero(),
                flink,
                "no periodic savepoints");
    }

    private static void checkJob(
            JsonNode flink,
            Map<String, String> configuration,
            Manifests manifests,
            Findings findings) {
        boolean session = !flink.at("/spec").hasNonNull("job");
        findings.expect(
                configuration.getOrDefault("web.submit.enable", "").equals("" + session),
                flink,
                session
                        ? "the operator cannot bring a jar"
                        : "everybody who reaches the web UI can bring a jar");
        if (session) {
            findings.expect(
                    !manifests.all("FlinkSessionJob").isEmpty(), flink, "a session without a job");
        } else {
            findings.expect(
                    flink.at("/spec/job/jarURI")
                            .asText()
                            .equals("local:///opt/flink/usrlib/brokerscope.jar"),
                    flink,
                    "not the jar of the image");
            checkUpgrade(flink, flink.at("/spec/job"), manifests, findings);
        }
    }

    private static void checkSessionJob(JsonNode job, Manifests manifests, Findings findings) {
        String deployment = job.at("/spec/deploymentName").asText();
        findings.expect(
                manifests.has("FlinkDeployment", deployment),
                job,
                "no session cluster " + deployment);
        findings.expect(
                !job.at("/spec/job/jarURI").asText().startsWith("local:"),
                job,
                "a jar that the operator cannot fetch");
        checkUpgrade(job, job.at("/spec/job"), manifests, findings);
    }

    private static void checkUpgrade(
            JsonNode owner, JsonNode job, Manifests manifests, Findings findings) {
        findings.expect(
                job.path("upgradeMode").asText().equals("savepoint"),
                owner,
                "an upgrade without savepoint");
        findings.expect(
                !job.path("allowNonRestoredState").asBoolean(true),
                owner,
                "an upgrade may lose state");
        findings.expect(
                job.path("args").path(0).asText().equals("--config")
                        && files(manifests).contains(job.path("args").path(1).asText()),
                owner,
                "the fleet is not where --config says");
    }

    /** The files of ConfigMaps in Flink's pods. */
    private static Set<String> files(Manifests manifests) {
        Set<String> files = new HashSet<>();
        for (Pod pod : Pod.of(manifests)) {
            mounts(pod, "configMap")
                    .forEach(
                            (path, volume) ->
                                    data(manifests, volume.at("/configMap/name").asText())
                                            .forEach(file -> files.add(path + "/" + file)));
        }
        return files;
    }

    private static List<String> data(Manifests manifests, String configMap) {
        return manifests.all("ConfigMap").stream()
                .filter(map -> Manifests.name(map).equals(configMap))
                .flatMap(map -> map.path("data").properties().stream())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The volumes of a kind in Flink's container or the console's, by the path they are at. */
    private static Map<String, JsonNode> mounts(Pod pod, String kind) {
        Map<String, JsonNode> volumes = new HashMap<>();
        pod.volumes()
                .filter(volume -> volume.has(kind))
                .forEach(volume -> volumes.put(volume.path("name").asText(), volume));
        Map<String, JsonNode> mounts = new HashMap<>();
        pod.containers()
                .flatMap(container -> Pod.stream(container.path("volumeMounts")))
                .filter(mount -> volumes.containsKey(mount.path("name").asText()))
                .forEach(
                        mount ->
                                mounts.put(
                                        mount.path("mountPath").asText(),
                                        volumes.get(mount.path("name").asText())));
        return mounts;
    }

    private static void checkFleet(JsonNode map, Manifests manifests, Findings findings) {
        String fleet = map.at("/data/fleet.yaml").asText();
        try {
            ConfigLoader.parse("fleet.yaml", fleet);
        } catch (ConfigException e) {
            findings.expect(false, map, "the fleet is not valid: " + e.getMessage());
        }
        findings.expect(map.path("immutable").asBoolean(), map, "may change under a running job");
        Matcher reference = SECRET_FILE.matcher(fleet);
        while (reference.find()) {
            String file = reference.group(1);
            for (Pod pod : Pod.of(manifests)) {
                findings.expect(
                        mounts(pod, "secret").keySet().stream()
                                .anyMatch(path -> file.startsWith(path + "/")),
                        pod,
                        "no Secret is mounted for " + file);
            }
        }
    }

    private static Duration duration(Map<String, String> configuration, String key) {
        return TimeUtils.parseDuration(configuration.getOrDefault(key, "0 s"));
    }
}
