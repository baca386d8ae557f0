package io.brokerscope.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks a deployment in one place at a time: each is refused, and for that place alone. */
class BrokenManifestsTest {

    private static final String CONF = "/spec/flinkConfiguration";
    private static final String POD = "/spec/podTemplate/spec";
    private static final String CONTAINER = POD + "/containers/0";
    private static final String CONSOLE_POD = "/spec/template/spec";
    private static final String CONSOLE = CONSOLE_POD + "/containers/0";

    /**
     * @param name what is broken
     * @param overlay where
     * @param change how
     * @param reason part of the one message that says so
     */
    record Variant(String name, String overlay, Consumer<Manifests> change, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Variant> variants() {
        return Stream.of(
                        ofSchemas(),
                        ofPods(),
                        ofFlink(),
                        ofSessions(),
                        ofSecretsAndFleet(),
                        ofAccess(),
                        ofNetwork())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void isRefusedForItsOwnReason(Variant variant) {
        Manifests manifests = Manifests.ofOverlay(variant.overlay());
        assertThat(ManifestRules.violations(manifests)).isEmpty();
        variant.change().accept(manifests);
        assertThat(ManifestRules.violations(manifests))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation).contains(variant.reason()));
    }

    private static List<Variant> ofSchemas() {
        return List.of(
                flink(
                        "state of the job that does not exist",
                        f -> at(f, "/spec/job").put("state", "runing"),
                        "$.spec.job.state: does not have a value in the enumeration"),
                flink(
                        "mode that does not exist",
                        f -> at(f, "/spec").put("mode", "nativ"),
                        "$.spec.mode: does not have a value in the enumeration"),
                flink(
                        "field of the FlinkDeployment that does not exist",
                        f -> at(f, "/spec/job").put("paralelism", 2),
                        "property 'paralelism' is not defined"),
                flink(
                        "field of a pod template that does not exist",
                        f -> at(f, CONTAINER).put("imagePulPolicy", "Always"),
                        "property 'imagePulPolicy' is not defined"),
                flink(
                        "number in Flink's configuration",
                        f -> at(f, CONF).put("state.checkpoints.num-retained", 3),
                        "integer found, string expected"),
                flink(
                        "replicas as text",
                        f -> at(f, "/spec/jobManager").put("replicas", "2"),
                        "string found, integer expected"),
                flink(
                        "spread that nobody knows",
                        f ->
                                at(
                                                f,
                                                "/spec/taskManager/podTemplate/spec/topologySpreadConstraints/0")
                                        .put("whenUnsatisfiable", "Never"),
                        "does not have a value in the enumeration"),
                console(
                        "field of the Deployment that does not exist",
                        d -> at(d, "/spec").put("replica", 1),
                        "property 'replica' is not defined"),
                console(
                        "replicas of the Deployment as text",
                        d -> at(d, "/spec").put("replicas", "one"),
                        "string found, integer expected"),
                console(
                        "pull policy that does not exist",
                        d -> at(d, CONSOLE).put("imagePullPolicy", "Sometimes"),
                        "does not have a value in the enumeration"),
                any(
                        "policy type that does not exist",
                        "NetworkPolicy",
                        "brokerscope-egress",
                        p -> ((ArrayNode) p.at("/spec/policyTypes")).set(0, "Outgress"),
                        "does not have a value in the enumeration"),
                any(
                        "path of the Ingress without type",
                        "Ingress",
                        "brokerscope-console",
                        i -> at(i, "/spec/rules/0/http/paths/0").remove("pathType"),
                        "required property 'pathType' not found"),
                any(
                        "field of the PodMonitor that does not exist",
                        "PodMonitor",
                        "brokerscope-flink",
                        m -> at(m, "/spec/podMetricsEndpoints/0").put("intervall", "15s"),
                        "property 'intervall' is not defined"),
                any(
                        "binding without name of the role",
                        "RoleBinding",
                        "brokerscope",
                        b -> at(b, "/roleRef").remove("kind"),
                        "required property 'kind' not found"));
    }

    private static List<Variant> ofPods() {
        return List.of(
                flink(
                        "latest tag",
                        f -> at(f, "/spec").put("image", "brokerscope:latest"),
                        "exact tag"),
                flink("no tag", f -> at(f, "/spec").put("image", "host:5000/b"), "exact tag"),
                console(
                        "latest tag of the console",
                        d -> at(d, CONSOLE).put("image", "brokerscope"),
                        "console: image without exact tag"),
                flink(
                        "privileged pod",
                        f -> at(f, CONTAINER + "/securityContext").put("privileged", true),
                        "is privileged"),
                flink(
                        "root",
                        f -> at(f, POD + "/securityContext").put("runAsNonRoot", false),
                        "may run as root"),
                console(
                        "user 0 of a container",
                        d -> at(d, CONSOLE + "/securityContext").put("runAsUser", 0),
                        "may run as root"),
                flink(
                        "root file system that can be written",
                        f -> at(f, CONTAINER + "/securityContext").remove("readOnlyRootFilesystem"),
                        "writes its root"),
                flink(
                        "privilege escalation",
                        f ->
                                at(f, CONTAINER + "/securityContext")
                                        .remove("allowPrivilegeEscalation"),
                        "may gain privileges"),
                console(
                        "capability",
                        d ->
                                at(d, CONSOLE + "/securityContext/capabilities")
                                        .putArray("add")
                                        .add("NET_ADMIN"),
                        "keeps capabilities"),
                flink(
                        "no seccomp profile",
                        f -> at(f, POD + "/securityContext").remove("seccompProfile"),
                        "no seccomp profile"),
                flink(
                        "container of another name",
                        f ->
                                at(f, "/spec/taskManager/podTemplate/spec/containers/0")
                                        .put("name", "main"),
                        "no container for Flink"),
                flink("network of the host", f -> at(f, POD).put("hostNetwork", true), "shares"),
                flink(
                        "path of the host",
                        f ->
                                ((ArrayNode) f.at(POD + "/volumes"))
                                        .addObject()
                                        .put("name", "host")
                                        .putObject("hostPath")
                                        .put("path", "/"),
                        "of a kind that is not allowed"),
                flink(
                        "scratch space without limit",
                        f -> at(f, POD + "/volumes/2/emptyDir").remove("sizeLimit"),
                        "grows without limit"),
                flink(
                        "TaskManager without limit of memory",
                        f -> at(f, "/spec/taskManager/resource").remove("memory"),
                        "taskManager without limit of memory"),
                console(
                        "console without limits",
                        d -> at(d, CONSOLE + "/resources/limits").remove("memory"),
                        "without request or limit of memory"),
                console(
                        "console without readiness probe",
                        d -> at(d, CONSOLE).remove("readinessProbe"),
                        "without readiness probe"),
                flink(
                        "JobManager without liveness probe",
                        f ->
                                at(f, "/spec/jobManager/podTemplate/spec/containers/0")
                                        .remove("livenessProbe"),
                        "without liveness probe"));
    }

    private static List<Variant> ofFlink() {
        return List.of(
                flink(
                        "rollback without high availability",
                        f -> at(f, CONF).remove("high-availability.type"),
                        "without high availability"),
                conf("kubernetes.operator.deployment.rollback.enabled", "false", "no rollback"),
                conf("kubernetes.operator.deployment.readiness.timeout", null, "no deadline"),
                conf("kubernetes.operator.cluster.health-check.enabled", null, "stand still"),
                conf(
                        "kubernetes.operator.cluster.health-check.checkpoint-progress.window",
                        "5 min",
                        "below the least"),
                conf("kubernetes.operator.periodic.savepoint.interval", null, "no periodic"),
                conf("execution.checkpointing.dir", "STORAGE/checkpoints", "object storage"),
                conf("execution.checkpointing.savepoint-dir", null, "object storage"),
                conf("high-availability.storageDir", "file:///tmp/ha", "object storage"),
                conf("kubernetes.cluster-id", "other", "belongs to the operator"),
                conf("kubernetes.operator.savepoint.history.max.agee", "7 d", "does not know"),
                conf("web.submit.enable", "true", "can bring a jar"),
                conf("slotmanager.number-of-slots.min", null, "one TaskManager only"),
                flink(
                        "TaskManagers on one node",
                        f ->
                                at(f, "/spec/taskManager/podTemplate/spec")
                                        .remove("topologySpreadConstraints"),
                        "not spread over nodes"),
                flink(
                        "version of Flink that the job is not built for",
                        f -> at(f, "/spec").put("flinkVersion", "v2_1"),
                        "built for"),
                flink(
                        "upgrade without state",
                        f -> at(f, "/spec/job").put("upgradeMode", "stateless"),
                        "without savepoint"),
                flink(
                        "state that may be left behind",
                        f -> at(f, "/spec/job").put("allowNonRestoredState", true),
                        "may lose state"),
                flink(
                        "jar from elsewhere",
                        f -> at(f, "/spec/job").put("jarURI", "https://example.com/a.jar"),
                        "not the jar of the image"));
    }

    private static List<Variant> ofSessions() {
        return List.of(
                session(
                        "session job of another cluster",
                        "FlinkSessionJob",
                        "brokerscope-job",
                        j -> at(j, "/spec").put("deploymentName", "other"),
                        "no session cluster other"),
                session(
                        "session job with a jar of the image",
                        "FlinkSessionJob",
                        "brokerscope-job",
                        j -> at(j, "/spec/job").put("jarURI", "local:///opt/flink/usrlib/b.jar"),
                        "cannot fetch"),
                session(
                        "session cluster that takes no jar",
                        "FlinkDeployment",
                        "brokerscope",
                        f -> at(f, CONF).put("web.submit.enable", "false"),
                        "cannot bring a jar"));
    }

    private static List<Variant> ofSecretsAndFleet() {
        return List.of(
                flink(
                        "missing secret",
                        f -> {
                            remove(f, POD + "/volumes", "secrets");
                            remove(f, CONTAINER + "/volumeMounts", "secrets");
                        },
                        "no Secret is mounted for /opt/brokerscope/secrets/"),
                flink(
                        "mount without volume",
                        f -> remove(f, POD + "/volumes", "log"),
                        "no volume log"),
                flink(
                        "secret that may be missing",
                        f -> at(f, POD + "/volumes/1/secret").put("optional", true),
                        "may be without its Secret"),
                flink(
                        "secrets that can be written",
                        f -> at(f, CONTAINER + "/volumeMounts/1").remove("readOnly"),
                        "mounted to be written"),
                console(
                        "fleet by a name that is not rendered",
                        d ->
                                at(d, CONSOLE_POD + "/volumes/0/configMap")
                                        .put("name", "brokerscope-fleet"),
                        "no ConfigMap brokerscope-fleet"),
                flink(
                        "fleet in another place than --config says",
                        f -> ((ArrayNode) f.at("/spec/job/args")).set(1, "/fleet.yaml"),
                        "not where --config says"),
                new Variant(
                        "fleet that is not valid",
                        "production",
                        m -> at(m.all("ConfigMap").get(0), "/data").put("fleet.yaml", "acount: a"),
                        "the fleet is not valid"),
                new Variant(
                        "fleet that can be changed in place",
                        "production",
                        m -> m.all("ConfigMap").get(0).remove("immutable"),
                        "may change under a running job"),
                new Variant(
                        "secret in the folder",
                        "production",
                        m -> {
                            ObjectNode secret = m.get("ServiceAccount", "brokerscope").deepCopy();
                            secret.put("kind", "Secret");
                            at(secret, "/metadata").put("name", "brokerscope-secrets");
                            m.objects().add(secret);
                        },
                        "a secret in plain sight"));
    }

    private static List<Variant> ofAccess() {
        return List.of(
                any(
                        "all verbs",
                        "Role",
                        "brokerscope",
                        r -> ((ArrayNode) r.at("/rules/0/verbs")).removeAll().add("*"),
                        "all verbs"),
                any(
                        "secrets by the API",
                        "Role",
                        "brokerscope",
                        r -> ((ArrayNode) r.at("/rules/1/resources")).add("secrets"),
                        "reads secrets by the API"),
                any(
                        "binding of a ServiceAccount that is not there",
                        "RoleBinding",
                        "brokerscope",
                        b -> at(b, "/subjects/0").put("name", "default"),
                        "no such ServiceAccount"),
                flink(
                        "ServiceAccount that is not there",
                        f -> at(f, "/spec").put("serviceAccount", "flink"),
                        "no ServiceAccount flink"),
                console(
                        "token of the console",
                        d -> at(d, CONSOLE_POD).put("automountServiceAccountToken", true),
                        "a token that it does not need"),
                any(
                        "namespace that takes every pod",
                        "Namespace",
                        "brokerscope",
                        n -> at(n, "/metadata/labels").remove("pod-security.kubernetes.io/enforce"),
                        "more than they must"),
                any(
                        "object in another namespace",
                        "ServiceAccount",
                        "brokerscope-console",
                        a -> at(a, "/metadata").put("namespace", "default"),
                        "in no namespace of this deployment"));
    }

    private static List<Variant> ofNetwork() {
        return List.of(
                new Variant(
                        "no policy that denies",
                        "production",
                        m -> m.objects().remove(m.get("NetworkPolicy", "brokerscope-default-deny")),
                        "none denies"),
                any(
                        "REST interface for everybody",
                        "NetworkPolicy",
                        "brokerscope-flink",
                        p -> at(p, "/spec/ingress/1").remove("from"),
                        "lets everybody in"),
                any(
                        "every port for Prometheus",
                        "NetworkPolicy",
                        "brokerscope-flink",
                        p -> at(p, "/spec/ingress/2").remove("ports"),
                        "opens every port"),
                any(
                        "way out to everywhere",
                        "NetworkPolicy",
                        "brokerscope-egress",
                        p -> at(p, "/spec/egress/1").remove("ports"),
                        "lets everything out"),
                any(
                        "budget that blocks every drain",
                        "PodDisruptionBudget",
                        "brokerscope-taskmanager",
                        b -> at(b, "/spec").put("minAvailable", 2),
                        "no node can be drained"),
                any(
                        "budget by the number of JobManagers",
                        "PodDisruptionBudget",
                        "brokerscope-taskmanager",
                        b -> at(b, "/spec").put("maxUnavailable", 1),
                        "counts the JobManagers"),
                any(
                        "REST interface for a label in any namespace",
                        "NetworkPolicy",
                        "brokerscope-flink",
                        p -> at(p, "/spec/ingress/1/from/0").putObject("namespaceSelector"),
                        "lets in whoever takes a label"),
                new Variant(
                        "no budget for JobManagers",
                        "production",
                        m ->
                                m.objects()
                                        .remove(
                                                m.get(
                                                        "PodDisruptionBudget",
                                                        "brokerscope-jobmanager")),
                        "no PodDisruptionBudget"),
                any(
                        "monitor of a port that is not there",
                        "PodMonitor",
                        "brokerscope-flink",
                        m -> at(m, "/spec/podMetricsEndpoints/0").put("port", "metrics"),
                        "no port metrics"),
                any(
                        "Service past the Ingress",
                        "Service",
                        "brokerscope-console",
                        s -> at(s, "/spec").put("type", "LoadBalancer"),
                        "past the Ingress"),
                any(
                        "Service of pods that are not there",
                        "Service",
                        "brokerscope-console",
                        s -> at(s, "/spec/selector").put("app.kubernetes.io/name", "console"),
                        "selects no pod"),
                any(
                        "Ingress without TLS",
                        "Ingress",
                        "brokerscope-console",
                        i -> at(i, "/spec").remove("tls"),
                        "without TLS"),
                any(
                        "Ingress of a Service that is not there",
                        "Ingress",
                        "brokerscope-console",
                        i ->
                                at(i, "/spec/rules/0/http/paths/0/backend/service")
                                        .put("name", "console"),
                        "no Service console"),
                any(
                        "host that was not set",
                        "Ingress",
                        "brokerscope-console",
                        i -> {
                            at(i, "/spec/rules/0").put("host", "CONSOLE_HOST");
                            ((ArrayNode) i.at("/spec/tls/0/hosts")).set(0, "CONSOLE_HOST");
                        },
                        "no host but CONSOLE_HOST"),
                console(
                        "console without credentials",
                        d -> {
                            ArrayNode arguments = (ArrayNode) d.at(CONSOLE + "/args");
                            List<JsonNode> kept = new ArrayList<>();
                            arguments.forEach(kept::add);
                            kept.removeIf(argument -> argument.asText().startsWith("--auth"));
                            arguments.removeAll().addAll(kept);
                        },
                        "answers without credentials"),
                console(
                        "console of another port",
                        d -> at(d, CONSOLE + "/ports/0").put("containerPort", 8080),
                        "another port"),
                console(
                        "console that asks another Flink",
                        d ->
                                ((ArrayNode) d.at(CONSOLE + "/args"))
                                        .set(4, "--flink-rest=http://flink:8081"),
                        "does not ask the Flink that is here"));
    }

    private static Variant flink(String name, Consumer<ObjectNode> change, String reason) {
        return new Variant(name, "production", m -> change.accept(m.flink()), reason);
    }

    private static Variant conf(String key, String value, String reason) {
        return flink(
                key + ": " + value,
                f -> {
                    if (value == null) {
                        at(f, CONF).remove(key);
                    } else {
                        at(f, CONF).put(key, value);
                    }
                },
                reason);
    }

    private static Variant console(String name, Consumer<ObjectNode> change, String reason) {
        return any(name, "Deployment", "brokerscope-console", change, reason);
    }

    private static Variant any(
            String name, String kind, String object, Consumer<ObjectNode> change, String reason) {
        return new Variant(name, "production", m -> change.accept(m.get(kind, object)), reason);
    }

    private static Variant session(
            String name, String kind, String object, Consumer<ObjectNode> change, String reason) {
        return new Variant(name, "session", m -> change.accept(m.get(kind, object)), reason);
    }

    private static ObjectNode at(ObjectNode object, String path) {
        return (ObjectNode) object.at(path);
    }

    private static void remove(ObjectNode object, String list, String name) {
        ArrayNode entries = (ArrayNode) object.at(list);
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).path("name").asText().equals(name)) {
                entries.remove(i);
            }
        }
    }
}
