package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may do what in Kubernetes, where everything is, and where secrets are not. */
final class AccessRules {

    private static final String POD_SECURITY = "pod-security.kubernetes.io/enforce";

    private AccessRules() {}

    static void check(Manifests manifests, Findings findings) {
        checkNamespace(manifests, findings);
        for (JsonNode secret : manifests.all("Secret")) {
            findings.expect(false, secret, "a secret in plain sight");
        }
        for (String kind : List.of("ClusterRole", "ClusterRoleBinding")) {
            for (JsonNode role : manifests.all(kind)) {
                findings.expect(false, role, "reaches beyond the namespace");
            }
        }
        for (JsonNode role : manifests.all("Role")) {
            Pod.stream(role.path("rules")).forEach(rule -> checkRule(role, rule, findings));
        }
        for (JsonNode binding : manifests.all("RoleBinding")) {
            findings.expect(
                    manifests.has("Role", binding.at("/roleRef/name").asText()),
                    binding,
                    "no such Role");
            Pod.stream(binding.path("subjects"))
                    .forEach(
                            subject ->
                                    findings.expect(
                                            manifests.has(
                                                    "ServiceAccount",
                                                    subject.path("name").asText()),
                                            binding,
                                            "no such ServiceAccount"));
        }
        checkAccounts(manifests, findings);
    }

    private static void checkNamespace(Manifests manifests, Findings findings) {
        Set<String> namespaces =
                manifests.all("Namespace").stream()
                        .map(Manifests::name)
                        .collect(Collectors.toSet());
        for (JsonNode object : manifests.objects()) {
            if (Manifests.kind(object).equals("Namespace")) {
                findings.expect(
                        object.path("metadata")
                                .path("labels")
                                .path(POD_SECURITY)
                                .asText()
                                .equals("restricted"),
                        object,
                        "takes pods that may do more than they must");
            } else {
                findings.expect(
                        namespaces.contains(object.at("/metadata/namespace").asText()),
                        object,
                        "in no namespace of this deployment");
            }
        }
    }

    private static void checkRule(JsonNode role, JsonNode rule, Findings findings) {
        for (String field : List.of("apiGroups", "resources", "verbs")) {
            findings.expect(
                    Pod.stream(rule.path(field)).noneMatch(value -> value.asText().equals("*")),
                    role,
                    "all " + field);
        }
        findings.expect(
                Pod.stream(rule.path("resources"))
                        .noneMatch(value -> value.asText().startsWith("secrets")),
                role,
                "reads secrets by the API");
    }

    private static void checkAccounts(Manifests manifests, Findings findings) {
        for (JsonNode flink : manifests.all("FlinkDeployment")) {
            String account = flink.at("/spec/serviceAccount").asText();
            findings.expect(
                    manifests.has("ServiceAccount", account),
                    flink,
                    "no ServiceAccount " + account);
        }
        for (JsonNode deployment : manifests.all("Deployment")) {
            JsonNode pod = deployment.at("/spec/template/spec");
            String account = pod.path("serviceAccountName").asText();
            findings.expect(
                    manifests.has("ServiceAccount", account),
                    deployment,
                    "no ServiceAccount " + account);
            findings.expect(
                    !pod.path("automountServiceAccountToken").asBoolean(true),
                    deployment,
                    "has a token that it does not need");
        }
    }
}
