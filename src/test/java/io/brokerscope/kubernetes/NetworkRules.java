package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who reaches whom: policies, services, ingress, and that what is selected exists. */
final class NetworkRules {

    private static final String CONSOLE = "brokerscope-console";
    private static final int REST = 8081;

    private NetworkRules() {}

    static void check(Manifests manifests, Findings findings) {
        List<Pod> pods = Pod.of(manifests);
        findings.expect(
                manifests.all("NetworkPolicy").stream().anyMatch(NetworkRules::deniesAll),
                "NetworkPolicy",
                "none denies what no other allows");
        for (JsonNode policy : manifests.all("NetworkPolicy")) {
            checkPolicy(policy, pods, findings);
        }
        for (JsonNode budget : manifests.all("PodDisruptionBudget")) {
            checkSelector(budget, budget.at("/spec/selector/matchLabels"), pods, findings);
            checkBudget(budget, pods, manifests, findings);
        }
        for (String component : List.of("jobManager", "taskManager")) {
            pods.stream()
                    .filter(pod -> component.equals(pod.role()))
                    .forEach(
                            pod ->
                                    findings.expect(
                                            manifests.all("PodDisruptionBudget").stream()
                                                    .anyMatch(
                                                            budget ->
                                                                    pod.isSelectedBy(
                                                                            budget.at(
                                                                                    "/spec/selector/matchLabels"))),
                                            pod,
                                            "no PodDisruptionBudget"));
        }
        checkMonitors(manifests, pods, findings);
        checkServices(manifests, pods, findings);
        checkIngresses(manifests, findings);
        checkConsole(manifests, findings);
    }

    private static void checkBudget(
            JsonNode budget, List<Pod> pods, Manifests manifests, Findings findings) {
        JsonNode selected = budget.at("/spec/selector/matchLabels");
        boolean ofTaskManagers =
                pods.stream()
                        .anyMatch(
                                pod ->
                                        "taskManager".equals(pod.role())
                                                && pod.isSelectedBy(selected));
        if (!ofTaskManagers) {
            findings.expect(
                    budget.at("/spec/maxUnavailable").asInt() > 0,
                    budget,
                    "no node can be drained");
            return;
        }
        // Their controller is the Deployment of the JobManagers, and what Kubernetes counts.
        findings.expect(
                !budget.path("spec").has("maxUnavailable"), budget, "counts the JobManagers");
        for (JsonNode flink : manifests.all("FlinkDeployment")) {
            int stay = budget.at("/spec/minAvailable").asInt();
            findings.expect(stay > 0, budget, "all TaskManagers may go");
            // That there are two at least is another rule.
            findings.expect(
                    stay < Math.max(2, FlinkRules.taskManagers(flink)),
                    budget,
                    "no node can be drained");
        }
    }

    private static boolean deniesAll(JsonNode policy) {
        JsonNode spec = policy.path("spec");
        return spec.path("podSelector").isEmpty()
                && spec.path("policyTypes").size() == 2
                && !spec.has("ingress")
                && !spec.has("egress");
    }

    private static void checkPolicy(JsonNode policy, List<Pod> pods, Findings findings) {
        JsonNode spec = policy.path("spec");
        checkSelector(policy, spec.at("/podSelector/matchLabels"), pods, findings);
        // A rule without peers lets everybody in; a rule without ports, to every port.
        Pod.stream(spec.path("ingress"))
                .forEach(
                        rule -> {
                            findings.expect(
                                    !rule.path("from").isEmpty(), policy, "lets everybody in");
                            findings.expect(
                                    Pod.stream(rule.path("from"))
                                            .noneMatch(NetworkRules::isOfAnyNamespace),
                                    policy,
                                    "lets in whoever takes a label");
                            findings.expect(
                                    !rule.path("ports").isEmpty() || isAmongFlink(rule),
                                    policy,
                                    "opens every port");
                        });
        Pod.stream(spec.path("egress"))
                .forEach(
                        rule ->
                                findings.expect(
                                        !rule.path("ports").isEmpty() || !rule.path("to").isEmpty(),
                                        policy,
                                        "lets everything out"));
    }

    private static boolean isOfAnyNamespace(JsonNode peer) {
        return peer.has("namespaceSelector") && peer.path("namespaceSelector").isEmpty();
    }

    private static boolean isAmongFlink(JsonNode rule) {
        return Pod.stream(rule.path("from"))
                .allMatch(peer -> peer.at("/podSelector/matchLabels").has("app"));
    }

    private static void checkSelector(
            JsonNode owner, JsonNode matchLabels, List<Pod> pods, Findings findings) {
        findings.expect(
                pods.stream().anyMatch(pod -> pod.isSelectedBy(matchLabels)),
                owner,
                "selects no pod");
    }

    private static void checkMonitors(Manifests manifests, List<Pod> pods, Findings findings) {
        for (JsonNode monitor : manifests.all("PodMonitor")) {
            JsonNode matchLabels = monitor.at("/spec/selector/matchLabels");
            checkSelector(monitor, matchLabels, pods, findings);
            Pod.stream(monitor.at("/spec/podMetricsEndpoints"))
                    .map(endpoint -> endpoint.path("port").asText())
                    .forEach(
                            port ->
                                    findings.expect(
                                            pods.stream()
                                                    .filter(pod -> pod.isSelectedBy(matchLabels))
                                                    .allMatch(pod -> pod.hasPort(port)),
                                            monitor,
                                            "no port " + port));
        }
    }

    private static void checkServices(Manifests manifests, List<Pod> pods, Findings findings) {
        for (JsonNode service : manifests.all("Service")) {
            JsonNode selector = service.at("/spec/selector");
            checkSelector(service, selector, pods, findings);
            findings.expect(
                    service.at("/spec/type").asText("ClusterIP").equals("ClusterIP"),
                    service,
                    "can be reached past the Ingress");
            Pod.stream(service.at("/spec/ports"))
                    .map(port -> port.path("targetPort").asText())
                    .forEach(
                            port ->
                                    findings.expect(
                                            pods.stream()
                                                    .filter(pod -> pod.isSelectedBy(selector))
                                                    .allMatch(pod -> pod.hasPort(port)),
                                            service,
                                            "no port " + port));
        }
    }

    private static void checkIngresses(Manifests manifests, Findings findings) {
        for (JsonNode ingress : manifests.all("Ingress")) {
            List<String> encrypted =
                    Pod.stream(ingress.at("/spec/tls"))
                            .flatMap(tls -> Pod.stream(tls.path("hosts")))
                            .map(JsonNode::asText)
                            .toList();
            Pod.stream(ingress.at("/spec/rules"))
                    .forEach(
                            rule -> {
                                String host = rule.path("host").asText();
                                findings.expect(host.contains("."), ingress, "no host but " + host);
                                findings.expect(encrypted.contains(host), ingress, "without TLS");
                                Pod.stream(rule.at("/http/paths"))
                                        .map(path -> path.at("/backend/service/name").asText())
                                        .forEach(
                                                name ->
                                                        findings.expect(
                                                                manifests.has("Service", name),
                                                                ingress,
                                                                "no Service " + name));
                            });
        }
    }

    private static void checkConsole(Manifests manifests, Findings findings) {
        for (JsonNode deployment : manifests.all("Deployment")) {
            if (!Manifests.name(deployment).equals(CONSOLE)) {
                continue;
            }
            JsonNode container = deployment.at("/spec/template/spec/containers/0");
            List<String> arguments =
                    Pod.stream(container.path("args"))
                            .map(JsonNode::asText)
                            .collect(Collectors.toList());
            findings.expect(
                    option(arguments, "--auth-basic-user").isPresent()
                            && option(arguments, "--auth-basic-password-file").isPresent(),
                    deployment,
                    "answers without credentials");
            findings.expect(
                    option(arguments, "--port")
                            .equals(Optional.of(container.at("/ports/0/containerPort").asText())),
                    deployment,
                    "listens on another port than it says");
            String rest = "http://" + Manifests.name(manifests.flink()) + "-rest:" + REST;
            findings.expect(
                    option(arguments, "--flink-rest").equals(Optional.of(rest)),
                    deployment,
                    "does not ask the Flink that is here");
        }
    }

    private static Optional<String> option(List<String> arguments, String name) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst();
    }
}
