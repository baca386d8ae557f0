package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What holds of every pod: what it may do, how much it may take, and how it shows that it lives.
 */
final class PodRules {

    /** A tag that is not the moving one, or a digest. */
    private static final Pattern EXACT_IMAGE =
            Pattern.compile(".+(:(?!latest$)[^/:@]+|@sha256:.+)");

    /** The container that the operator puts Flink into. */
    private static final String FLINK = "flink-main-container";

    private static final List<String> HOST = List.of("hostNetwork", "hostPID", "hostIPC");

    private PodRules() {}

    static void check(Manifests manifests, Findings findings) {
        for (JsonNode flink : manifests.all("FlinkDeployment")) {
            findings.expect(isExact(flink.at("/spec/image")), flink, "image without exact tag");
            for (String role : List.of("jobManager", "taskManager")) {
                JsonNode resource = flink.path("spec").path(role).path("resource");
                for (String what : List.of("cpu", "memory", "ephemeralStorage")) {
                    findings.expect(resource.has(what), flink, role + " without limit of " + what);
                }
            }
        }
        for (Pod pod : Pod.of(manifests)) {
            checkUser(pod, findings);
            // Beside a container of another name the operator makes one more, with nothing mounted.
            findings.expect(
                    !pod.isFlink()
                            || pod.containers()
                                    .anyMatch(
                                            container ->
                                                    container.path("name").asText().equals(FLINK)),
                    pod,
                    "no container for Flink");
            checkVolumes(pod, manifests, findings);
            pod.containers().forEach(container -> checkContainer(pod, container, findings));
        }
    }

    private static void checkUser(Pod pod, Findings findings) {
        JsonNode context = pod.spec().path("securityContext");
        findings.expect(
                context.path("runAsNonRoot").asBoolean() && context.path("runAsUser").asInt() > 0,
                pod,
                "may run as root");
        findings.expect(
                context.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                pod,
                "no seccomp profile");
        findings.expect(
                HOST.stream().noneMatch(field -> pod.spec().path(field).asBoolean()),
                pod,
                "shares namespaces of the host");
    }

    private static void checkContainer(Pod pod, JsonNode container, Findings findings) {
        String name = container.path("name").asText();
        JsonNode context = container.path("securityContext");
        findings.expect(!context.path("privileged").asBoolean(), pod, name + " is privileged");
        findings.expect(
                context.path("readOnlyRootFilesystem").asBoolean(), pod, name + " writes its root");
        findings.expect(
                !context.path("allowPrivilegeEscalation").asBoolean(true),
                pod,
                name + " may gain privileges");
        findings.expect(
                context.at("/capabilities/drop/0").asText().equals("ALL")
                        && !context.path("capabilities").has("add"),
                pod,
                name + " keeps capabilities");
        findings.expect(
                context.path("runAsNonRoot").asBoolean(true)
                        && context.path("runAsUser").asInt(1) > 0,
                pod,
                name + " may run as root");
        findings.expect(container.has("livenessProbe"), pod, name + " without liveness probe");
        // A TaskManager serves nobody: the JobManager knows by heartbeats whether it does.
        findings.expect(
                container.has("readinessProbe") || "taskManager".equals(pod.role()),
                pod,
                name + " without readiness probe");
        if (!pod.isFlink()) {
            findings.expect(
                    isExact(container.path("image")), pod, name + ": image without exact tag");
            for (String what : List.of("cpu", "memory", "ephemeral-storage")) {
                findings.expect(
                        container.path("resources").path("requests").has(what)
                                && container.path("resources").path("limits").has(what),
                        pod,
                        name + " without request or limit of " + what);
            }
        }
    }

    private static void checkVolumes(Pod pod, Manifests manifests, Findings findings) {
        Map<String, JsonNode> volumes =
                pod.volumes()
                        .collect(
                                Collectors.toMap(
                                        volume -> volume.path("name").asText(),
                                        Function.identity()));
        volumes.forEach((name, volume) -> checkVolume(pod, name, volume, manifests, findings));
        pod.containers()
                .flatMap(container -> Pod.stream(container.path("volumeMounts")))
                .forEach(
                        mount -> {
                            String name = mount.path("name").asText();
                            findings.expect(volumes.containsKey(name), pod, "no volume " + name);
                            findings.expect(
                                    !volumes.containsKey(name)
                                            || volumes.get(name).has("emptyDir")
                                            || mount.path("readOnly").asBoolean(),
                                    pod,
                                    "volume " + name + " is mounted to be written");
                        });
    }

    private static void checkVolume(
            Pod pod, String name, JsonNode volume, Manifests manifests, Findings findings) {
        if (volume.has("emptyDir")) {
            findings.expect(
                    volume.path("emptyDir").has("sizeLimit"), pod, name + " grows without limit");
        } else if (volume.has("configMap")) {
            String configMap = volume.at("/configMap/name").asText();
            findings.expect(
                    manifests.has("ConfigMap", configMap), pod, "no ConfigMap " + configMap);
        } else {
            findings.expect(
                    volume.has("secret"),
                    pod,
                    "volume " + name + " is of a kind that is not allowed");
            // A pod without its secrets is not to start and then fail.
            findings.expect(
                    !volume.at("/secret/optional").asBoolean(),
                    pod,
                    "volume " + name + " may be without its Secret");
        }
    }

    private static boolean isExact(JsonNode image) {
        return EXACT_IMAGE.matcher(image.asText()).matches();
    }
}
