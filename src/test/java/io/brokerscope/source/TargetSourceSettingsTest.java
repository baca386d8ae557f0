package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TargetSourceSettingsTest {

    @Test
    void theDefaultsRetireAfterThreeAbsences() {
        assertThat(TargetSourceSettings.withMaxTargets(7))
                .isEqualTo(new TargetSourceSettings(7, 3, 5_000));
    }

    @Test
    void valuesThatAreNotPositiveAreRefusedByName() {
        assertThatThrownBy(() -> new TargetSourceSettings(0, 3, 5_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxTargets must be positive: 0");
        assertThatThrownBy(() -> new TargetSourceSettings(1, -1, 5_000))
                .hasMessageContaining("absencesBeforeRetirement");
        assertThatThrownBy(() -> new TargetSourceSettings(1, 3, 0))
                .hasMessageContaining("fleetPollMs");
    }
}
