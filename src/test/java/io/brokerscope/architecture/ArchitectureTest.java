package io.brokerscope.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Packages are features that meet in the model and share the client of the monitored clusters; the
 * job joins them.
 */
@AnalyzeClasses(packages = "io.brokerscope", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.brokerscope.";

    @ArchTest
    static final ArchRule FEATURES_DO_NOT_KNOW_EACH_OTHER =
            slices().matching(ROOT + "(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            resideInAnyPackage(ROOT + "job..", ROOT + "cli.."), alwaysTrue())
                    .ignoreDependency(
                            alwaysTrue(), resideInAnyPackage(ROOT + "model..", ROOT + "kafka.."));

    @ArchTest
    static final ArchRule THE_MODEL_KNOWS_NO_FEATURE =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "model..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.brokerscope..")
                                    .and(not(resideInAPackage(ROOT + "model.."))));

    /** What several features share must not lead from one to another. */
    @ArchTest
    static final ArchRule THE_KAFKA_CLIENT_KNOWS_NO_FEATURE =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "kafka..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.brokerscope..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            ROOT + "model..", ROOT + "kafka.."))));

    @ArchTest
    static final ArchRule THE_JOB_KNOWS_NO_COMMAND =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "job..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "cli..");

    @ArchTest
    static final ArchRule CORES_KNOW_NO_FLINK =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + "model..",
                            ROOT + "config..",
                            ROOT + "discovery..",
                            ROOT + "scrape..",
                            ROOT + "catalog..",
                            ROOT + "counter..",
                            ROOT + "gap..",
                            ROOT + "entity..",
                            ROOT + "health..",
                            ROOT + "incident..",
                            ROOT + "lag..",
                            ROOT + "relationship..",
                            ROOT + "job.target..",
                            ROOT + "job.group..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule RULES_KNOW_NO_KAFKA =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + "model..",
                            ROOT + "catalog..",
                            ROOT + "counter..",
                            ROOT + "gap..",
                            ROOT + "entity..",
                            ROOT + "health..",
                            ROOT + "incident..",
                            ROOT + "lag..",
                            ROOT + "relationship..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule ONLY_COMMANDS_WRITE_TO_THE_CONSOLE =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "cli..", ROOT + "catalog..", ROOT + "config..")
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");

    @ArchTest
    static final ArchRule STATE_IS_MADE_OF_RECORDS =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("State")
                    .and()
                    .resideInAnyPackage(
                            ROOT + "counter..",
                            ROOT + "entity..",
                            ROOT + "lag..",
                            ROOT + "job.target..",
                            ROOT + "job.group..")
                    .should()
                    .beAssignableTo(Record.class);
}
