package io.brokerscope.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the schemas are strict, also where kubectl is not there to render anything. */
class ManifestSchemasTest {

    private final ObjectNode flink = Manifests.ofFile("base/flinkdeployment.yaml").flink();

    @ParameterizedTest
    @ValueSource(strings = {"v1_20", "v2_0", "v2_2"})
    void knowsTheVersionsOfFlinkThatTheOperatorKnows(String version) {
        flink.withObject("/spec").put("flinkVersion", version);
        assertThat(ManifestSchemas.violations(flink)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2_9", "2.2", ""})
    void refusesOtherVersionsOfFlink(String version) {
        flink.withObject("/spec").put("flinkVersion", version);
        assertThat(ManifestSchemas.violations(flink))
                .singleElement()
                .asString()
                .startsWith("FlinkDeployment/brokerscope: $.spec.flinkVersion:");
    }

    @Test
    void refusesAnUpgradeModeThatDoesNotExist() {
        flink.withObject("/spec/job").put("upgradeMode", "save-point");
        assertThat(ManifestSchemas.violations(flink))
                .singleElement()
                .asString()
                .contains("$.spec.job.upgradeMode: does not have a value in the enumeration");
    }

    @Test
    void everyFileOfTheBaseHasASchemaAndHoldsToIt() {
        for (String file :
                List.of(
                        "namespace",
                        "rbac",
                        "flinkdeployment",
                        "disruption",
                        "console",
                        "networkpolicy",
                        "podmonitor")) {
            assertThat(Manifests.ofFile("base/" + file + ".yaml").objects())
                    .isNotEmpty()
                    .allSatisfy(object -> assertThat(ManifestSchemas.violations(object)).isEmpty());
        }
    }

    @Test
    void aKindWithoutSchemaIsAnError() {
        ObjectNode unknown = flink.deepCopy().put("kind", "FlinkDeploiment");
        assertThatThrownBy(() -> ManifestSchemas.violations(unknown))
                .hasMessage("no schema for flink.apache.org/v1beta1/FlinkDeploiment");
    }
}
