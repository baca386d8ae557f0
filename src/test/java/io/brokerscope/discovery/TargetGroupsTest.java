package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.discovery.TargetGroups.Notation;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TargetGroupsTest {

    private static List<TargetGroup> read(String text, Notation notation) throws Exception {
        return TargetGroups.read(text.getBytes(StandardCharsets.UTF_8), notation, "file f");
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream stream =
                TargetGroupsTest.class.getResourceAsStream("/discovery/" + name)) {
            return stream.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(Notation.class)
    void readsBothNotationsAlike(Notation notation) throws Exception {
        byte[] content = resource(notation == Notation.JSON ? "brokers.json" : "brokers.yaml");

        List<TargetGroup> groups = TargetGroups.read(content, notation, "file f");
        assertThat(groups).hasSize(4);
        assertThat(groups.get(2)).isEqualTo(new TargetGroup(List.of(), Map.of()));

        Found found = ListedBrokers.of(groups, NodeIds.byPattern(Clusters.STATEFUL_SET));
        Map<String, String> labels = Map.of("team", "streaming");
        assertThat(found.brokers())
                .containsExactly(
                        new DiscoveredBroker("0", "kafka-0.kafka.svc", 9404, "eu-1a", labels),
                        new DiscoveredBroker("1", "kafka-1.kafka.svc", 9404, "eu-1a", labels),
                        new DiscoveredBroker("9", "10.0.0.9", 9405, "", Map.of()));
        assertThat(found.refused())
                .satisfiesExactly(
                        s ->
                                assertThat(s)
                                        .startsWith("an entry is refused: unnamed has no node id"),
                        s ->
                                assertThat(s)
                                        .startsWith(
                                                "an entry is refused: http://x/ is not an address"));
    }

    @Test
    void anEmptyListIsNoBroker() throws Exception {
        assertThat(read("[]", Notation.JSON)).isEmpty();
        assertThat(read("[]", Notation.YAML)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the end of the document; allowed is a list of groups",
                "{}|line 1, column 1: found a map; allowed is a list of groups",
                "['a']|line 1, column 2: found a; allowed is a group",
                "[{}]|line 1, column 3: the group that ends here has no field targets",
                "[null]|found null; allowed is a group",
                "[{'targets': 'a'}]|line 1, column 14: found a; allowed is a list of addresses",
                "[{'targets': [1]}]|line 1, column 15: found 1; allowed is an address as a string",
                "[{'targets': [null]}]|found null; allowed is an address",
                "[{'targets': [], 'lables': {}}]|line 1, column 18: found the field lables",
                "[{'targets': [], 'labels': []}]|found a list; allowed is labels by name",
                "[{'targets': [], 'labels': {'a-b': '1'}}]|found the field a-b; allowed is a label",
                "[{'targets': [], 'labels': {'a': null}}]|found null; allowed is the value of label"
                        + " a",
                "[{'targets': [], 'labels': {'a': {}}}]|found a map; allowed is the value of",
            })
    void saysWhereAndWhat(String text, String problem) {
        String json = text.replace('\'', '"');
        assertThatThrownBy(() -> read(json, Notation.JSON))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageStartingWith("file f, line 1, column ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JSON|[{'targets':\\n [}|file f, line 2, column 3: not valid JSON",
                "JSON|[{'targets': ['a'|file f, line 1, column ",
                "JSON|[] []|found a list; allowed is the end of the document",
                "JSON|<html>|file f, line 1, column 1: not valid JSON",
                "JSON|[{'targets': [], 'targets': []}]|not valid JSON: Duplicate field",
                "YAML|- targets: [a|file f, line 1, column ",
                "YAML|- targets:\\n\\t- a|file f, line 2, column 1: not valid YAML",
                "YAML|''|found the end of the document; allowed is a list of groups",
                "YAML|- targets: 1|found 1; allowed is a list of addresses",
                "YAML|- &a\\n  targets: [x]\\n- *a|YAML aliases are not supported here",
                "YAML|- targets: [x]\\n  labels: {a: &v b, c: *v}|YAML aliases are not supported",
                "YAML|- targets: [x]\\n  targets: [y]|uplicate field",
            })
    void saysWhereTheNotationBreaks(Notation notation, String text, String problem) {
        String document = text.replace('\'', '"').replace("\\n", "\n").replace("\\t", "\t");
        assertThatThrownBy(() -> read(document.equals("\"\"") ? "" : document, notation))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageStartingWith("file f")
                .hasMessageContaining(problem);
    }

    @Test
    void labelValuesStayAsWritten() throws Exception {
        assertThat(
                        read("- targets: []\n  labels: {v: 1.10, on: true, n: 007}", Notation.YAML)
                                .get(0)
                                .labels())
                .isEqualTo(Map.of("v", "1.10", "on", "true", "n", "007"));
    }

    @Test
    void isBounded() {
        String many = "[{\"targets\":[" + "\"a\",".repeat(TargetGroups.MAX_TARGETS) + "\"a\"]}]";
        assertThatThrownBy(() -> read(many, Notation.JSON))
                .hasMessageContaining("more than 100000 addresses");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] content = {'[', '{', '"', (byte) 0xc3, (byte) 0x28, '"', '}', ']'};
        for (Notation notation : Notation.values()) {
            assertThatThrownBy(() -> TargetGroups.read(content, notation, "file f"))
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessageStartingWith("file f");
        }
    }
}
