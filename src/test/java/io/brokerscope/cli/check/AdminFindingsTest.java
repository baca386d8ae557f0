package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.check.AclFacts.Answer;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.testsupport.ClusterReadings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminFindingsTest {

    private static final ClusterReading READING =
            new ClusterReadings().topic("orders", 10, 20).group("billing").build();

    private static TargetSpec spec(String login) {
        ClusterSettings some = Reads.at("kafka://prod").spec("cluster").cluster();
        return new TargetSpec(
                TargetId.ofCluster("prod"),
                "kafka://prod",
                "",
                "",
                Map.of(),
                new ClusterSettings(
                        "prod",
                        "kafka",
                        Map.of(),
                        new KafkaSettings(
                                new SecretText("b:9092"),
                                Map.of("sasl.jaas.config", new SecretText(login))),
                        some.scrape(),
                        null,
                        some.topics(),
                        some.groups(),
                        new ExpectSettings(null, List.of("orders", "payments"), List.of("billing")),
                        60_000,
                        LagSettings.DEFAULTS));
    }

    private static final TargetSpec SPEC =
            spec("Plain required username=\"monitor\" password=\"geheim\";");

    private static AclFacts acls(Answer cluster, Answer topics, Answer configs, Answer groups) {
        Map<Permission, Answer> answers = new EnumMap<>(Permission.class);
        answers.put(Permission.DESCRIBE_CLUSTER, cluster);
        answers.put(Permission.DESCRIBE_TOPICS, topics);
        answers.put(Permission.DESCRIBE_TOPIC_CONFIGS, configs);
        answers.put(Permission.DESCRIBE_GROUPS, groups);
        return new AclFacts(answers);
    }

    private static final AclFacts ALL =
            acls(Answer.ALLOWED, Answer.ALLOWED, Answer.ALLOWED, Answer.ALLOWED);
    private static final AclFacts NONE =
            acls(Answer.DENIED, Answer.DENIED, Answer.DENIED, Answer.DENIED);

    private static List<String> lines(List<Finding> findings, Check check) {
        return findings.stream()
                .filter(f -> f.check() == check)
                .map(f -> f.verdict() + " " + f.found() + " -> " + f.remedy())
                .toList();
    }

    @Test
    void aClusterThatTellsEverythingIsWell() {
        List<Finding> findings = AdminFindings.of(Reads.ofCluster(SPEC, READING), ALL);
        assertThat(lines(findings, Check.ADMIN))
                .containsExactly("OK 2 brokers, 1 topics, 2 partitions, 1 groups -> ");
        assertThat(lines(findings, Check.ACL))
                .containsExactly(
                        "OK DESCRIBE on CLUSTER -> ",
                        "OK DESCRIBE on TOPIC * -> ",
                        "OK DESCRIBE_CONFIGS on TOPIC * -> ",
                        "OK DESCRIBE on GROUP * -> ");
        assertThat(lines(findings, Check.TIME))
                .containsExactly("OK 0.10 s of the 1 s of an attempt -> ");
    }

    @Test
    void aPermissionThatIsMissingComesWithTheCommandThatGivesIt() {
        ClusterReading nothing = new ClusterReadings().build();
        assertThat(lines(AdminFindings.of(Reads.ofCluster(SPEC, nothing), NONE), Check.ACL))
                .containsExactly(
                        "FAIL DESCRIBE on CLUSTER is not allowed -> ACL missing: kafka-acls.sh"
                                + " --bootstrap-server .. --add --allow-principal User:monitor"
                                + " --operation Describe --cluster",
                        "FAIL DESCRIBE on TOPIC * is not allowed -> ACL missing: kafka-acls.sh"
                                + " --bootstrap-server .. --add --allow-principal User:monitor"
                                + " --operation Describe --topic '*'",
                        "FAIL DESCRIBE_CONFIGS on TOPIC * is not allowed -> ACL missing:"
                                + " kafka-acls.sh --bootstrap-server .. --add --allow-principal"
                                + " User:monitor --operation DescribeConfigs --topic '*'",
                        "FAIL DESCRIBE on GROUP * is not allowed -> ACL missing: kafka-acls.sh"
                                + " --bootstrap-server .. --add --allow-principal User:monitor"
                                + " --operation Describe --group '*'");
    }

    @Test
    void aPermissionOnSomeOfThemMayBeMeant() {
        List<String> acls =
                lines(AdminFindings.of(Reads.ofCluster(SPEC, READING), NONE), Check.ACL);
        assertThat(acls.get(0)).startsWith("FAIL DESCRIBE on CLUSTER");
        assertThat(acls.subList(1, 4))
                .allMatch(line -> line.startsWith("WARN "))
                .allMatch(line -> line.contains("Unless that is meant: kafka-acls.sh"));
        List<String> withoutConfigs =
                lines(
                        AdminFindings.of(
                                Reads.ofCluster(
                                        SPEC,
                                        new ClusterReadings()
                                                .topic("orders", 1)
                                                .withoutConfigs()
                                                .build()),
                                NONE),
                        Check.ACL);
        assertThat(withoutConfigs.get(2)).startsWith("FAIL DESCRIBE_CONFIGS");
    }

    @Test
    void aPermissionThatIsNotKnownIsNoVerdict() {
        assertThat(
                        lines(
                                AdminFindings.of(
                                        Reads.ofCluster(SPEC, READING),
                                        AclFacts.unknown("no answer in time")),
                                Check.ACL))
                .hasSize(4)
                .allMatch(line -> line.startsWith("SKIPPED "))
                .allMatch(line -> line.contains("not known, no answer in time"));
    }

    @Test
    void noPasswordIsToldAndNoReferenceIsFollowed() {
        assertThat(AdminFindings.of(Reads.ofCluster(SPEC, READING), NONE).toString())
                .doesNotContain("geheim");
        assertThat(
                        AdminFindings.of(
                                        Reads.ofCluster(
                                                spec("X required username=\"${env:HOME}\";"),
                                                READING),
                                        NONE)
                                .toString())
                .contains("--allow-principal User:..");
    }

    @Test
    void whatCouldNotBeReadIsToldPartByPart() {
        ClusterReading some =
                new ClusterReadings().topic("orders", 1).missing("end offsets", "too late").build();
        assertThat(lines(AdminFindings.of(Reads.ofCluster(SPEC, some), ALL), Check.ADMIN))
                .anyMatch(
                        line ->
                                line.startsWith("WARN not read: end offsets")
                                        && line.contains(": too late -> "));
    }

    @Test
    void whatIsExpectedAndNotThereIsAWarning() {
        assertThat(lines(AdminFindings.of(Reads.ofCluster(SPEC, READING), ALL), Check.EXPECTED))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "WARN topics that are not there, or may not be"
                                                        + " seen: payments -> "),
                        line -> assertThat(line).isEqualTo("OK all 1 groups -> "));
    }

    @Test
    void aClusterThatIsNotReadFailsOnce() {
        List<Finding> findings =
                AdminFindings.of(
                        Reads.ofCluster(SPEC, FailureReason.UNAUTHORIZED, "not accepted"),
                        AclFacts.unknown("not reached"));
        assertThat(lines(findings, Check.ADMIN))
                .singleElement()
                .asString()
                .startsWith("FAIL UNAUTHORIZED: not accepted -> Check security.protocol");
        assertThat(lines(findings, Check.ACL))
                .containsExactly("SKIPPED not reached: admin failed -> ");
    }
}
