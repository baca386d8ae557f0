package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** All that objects which are applied together have to hold to. */
final class ManifestRules {

    private ManifestRules() {}

    /** What is wrong, by the schema of each object and then by the rules of this deployment. */
    static List<String> violations(Manifests manifests) {
        List<String> violations = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            violations.addAll(ManifestSchemas.violations(object));
        }
        Findings findings = new Findings();
        PodRules.check(manifests, findings);
        FlinkRules.check(manifests, findings);
        AccessRules.check(manifests, findings);
        NetworkRules.check(manifests, findings);
        violations.addAll(findings.all());
        return violations;
    }
}
