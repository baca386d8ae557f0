package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

class SerializersTest {

    private static final Path RESOURCES = Path.of("src/test/resources/source");

    private final TargetSplitSerializer splits = new TargetSplitSerializer();
    private final FleetCheckpointSerializer fleets = new FleetCheckpointSerializer();

    private static TargetSplit split() {
        return split(Specs.full());
    }

    private static TargetSplit split(TargetSpec spec) {
        return new TargetSplit(
                spec,
                1_764_000_000_123L,
                1_764_000_015_000L,
                1_763_999_985_000L,
                true,
                false,
                List.of(
                        new Retirement(Specs.spec("prod-eu", 7, 30_000), 3, 90_000),
                        new Retirement(spec, 4, 105_000)));
    }

    private static FleetCheckpoint fleet() {
        return fleet(Specs.full());
    }

    private static FleetCheckpoint fleet(TargetSpec spec) {
        return new FleetCheckpoint(
                1_764_000_000_123L,
                Map.of("prod-eu", "f1", "test", "f2"),
                Set.of("test", ""),
                List.of(
                        new KnownTarget(spec, 1_764_000_000_123L, 0),
                        new KnownTarget(Specs.spec("test", 1, 15_000), 17, 2),
                        new KnownTarget(Specs.spec("test", 2, 15_000), 18, 0)));
    }

    @Test
    void aSplitComesBackAsItWas() throws IOException {
        for (TargetSplit split :
                List.of(split(), TargetSplit.fresh(Specs.spec("c", 1, 15_000), 1))) {
            TargetSplit back = splits.deserialize(1, splits.serialize(split));
            assertThat(back).isEqualTo(split);
            assertThat(back.splitId()).isEqualTo(split.splitId());
        }
    }

    @Test
    void aFleetComesBackAsItWas() throws IOException {
        for (FleetCheckpoint fleet : List.of(fleet(), FleetCheckpoint.empty())) {
            assertThat(fleets.deserialize(1, fleets.serialize(fleet))).isEqualTo(fleet);
        }
    }

    @Test
    void secretsAreWrittenAsReferencesOnly() throws IOException {
        String written = new String(splits.serialize(split()), StandardCharsets.UTF_8);

        assertThat(written).contains("${file:/secrets/password}", "${env:SCRAPE_USER}");
    }

    @Test
    void theSettingsOfAClusterAreWrittenOnce() throws IOException {
        List<KnownTarget> targets =
                IntStream.range(0, 1_000)
                        .mapToObj(id -> new KnownTarget(Specs.spec("c", id, 15_000), id, 0))
                        .toList();

        byte[] written =
                fleets.serialize(new FleetCheckpoint(1, Map.of("c", "f"), Set.of(), targets));

        assertThat(written.length).isLessThan(120_000);
        FleetCheckpoint back = fleets.deserialize(1, written);
        assertThat(back.targets()).isEqualTo(targets);
        assertThat(back.targets().get(0).spec().cluster())
                .isSameAs(back.targets().get(999).spec().cluster());
    }

    /** The files are named for the version of the target specifications in them. */
    @Test
    void specificationsOfVersionOneStayReadableAndHaveTheUsualLimitOfTopics() throws IOException {
        TargetSpec spec = Specs.full(LimitSettings.DEFAULT_TOPICS, LagSettings.DEFAULTS);
        assertThat(splits.deserialize(1, resource("target-split-v1.bin"))).isEqualTo(split(spec));
        assertThat(fleets.deserialize(1, resource("fleet-checkpoint-v1.bin")))
                .isEqualTo(fleet(spec));
    }

    @Test
    void specificationsOfVersionTwoStayReadableAndHaveTheUsualRulesOfLag() throws IOException {
        TargetSpec spec = Specs.full(12_345, LagSettings.DEFAULTS);
        assertThat(splits.deserialize(1, resource("target-split-v2.bin"))).isEqualTo(split(spec));
        assertThat(fleets.deserialize(1, resource("fleet-checkpoint-v2.bin")))
                .isEqualTo(fleet(spec));
    }

    @Test
    void specificationsOfVersionThreeStayReadableAndHaveNoFallback() throws IOException {
        TargetSpec spec = Specs.full(12_345, Specs.LAG);
        assertThat(splits.deserialize(1, resource("target-split-v3.bin"))).isEqualTo(split(spec));
        assertThat(fleets.deserialize(1, resource("fleet-checkpoint-v3.bin")))
                .isEqualTo(fleet(spec));
    }

    @Test
    void specificationsOfVersionFourStayReadableAndAreReal() throws IOException {
        TargetSpec spec = Specs.real();
        assertThat(splits.deserialize(1, resource("target-split-v4.bin"))).isEqualTo(split(spec));
        assertThat(fleets.deserialize(1, resource("fleet-checkpoint-v4.bin")))
                .isEqualTo(fleet(spec));
    }

    @Test
    void specificationsOfVersionFiveStayReadable() throws IOException {
        assertThat(splits.deserialize(1, resource("target-split-v5.bin"))).isEqualTo(split());
        assertThat(fleets.deserialize(1, resource("fleet-checkpoint-v5.bin"))).isEqualTo(fleet());
    }

    @Test
    void theCurrentVersionStillWritesTheCommittedBytes() throws IOException {
        assertThat(TargetSpecCodec.VERSION).isEqualTo(5);
        assertThat(splits.getVersion()).isEqualTo(1);
        assertThat(splits.serialize(split())).isEqualTo(resource("target-split-v5.bin"));
        assertThat(fleets.getVersion()).isEqualTo(1);
        assertThat(fleets.serialize(fleet())).isEqualTo(resource("fleet-checkpoint-v5.bin"));
    }

    @Test
    @Disabled("Writes the files of the current version; run by hand when there is a new version.")
    void writeCommittedBytes() throws IOException {
        Files.createDirectories(RESOURCES);
        Files.write(RESOURCES.resolve("target-split-v5.bin"), splits.serialize(split()));
        Files.write(RESOURCES.resolve("fleet-checkpoint-v5.bin"), fleets.serialize(fleet()));
    }

    @Test
    void unknownVersionsAreRefused() throws IOException {
        byte[] split = splits.serialize(split());
        byte[] fleet = fleets.serialize(fleet());

        assertThatThrownBy(() -> splits.deserialize(2, split))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "source state (split) of version 2 cannot be read;"
                                + " this release reads version 1");
        assertThatThrownBy(() -> fleets.deserialize(0, fleet))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("(enumerator) of version 0");
        split[3] = 9;
        assertThatThrownBy(() -> splits.deserialize(1, split))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("(target specifications) of version 9")
                .hasMessageEndingWith("this release reads versions 1 to 5");
    }

    @Test
    void bytesThatAreLeftAreRefused() throws IOException {
        byte[] split = splits.serialize(split());
        byte[] fleet = fleets.serialize(fleet());

        assertThatThrownBy(() -> splits.deserialize(1, Arrays.copyOf(split, split.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 bytes are left");
        assertThatThrownBy(() -> fleets.deserialize(1, Arrays.copyOf(fleet, fleet.length + 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 bytes are left");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] split = splits.serialize(split());
        for (int length = 0; length < split.length; length++) {
            byte[] cut = Arrays.copyOf(split, length);
            assertThatThrownBy(() -> splits.deserialize(1, cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bytesThatContradictThemselvesAreRefused() throws IOException {
        byte[] split = splits.serialize(TargetSplit.fresh(Specs.spec("c", 1, 15_000), 1));
        split[split.length - 1] = 1;

        assertThatThrownBy(() -> splits.deserialize(1, split))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("contradict");
    }

    @Test
    void emptyAndOutOfRangeBlocksAreRefused() throws IOException {
        StateWriter noTarget = new StateWriter();
        TargetSpecCodec.write(noTarget, List.of());
        assertThatThrownBy(() -> splits.deserialize(1, noTarget.toBytes()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a split has a target");

        StateWriter strayReference = new StateWriter();
        strayReference.number(TargetSpecCodec.VERSION);
        strayReference.number(0);
        strayReference.number(1);
        strayReference.number(5);
        assertThatThrownBy(() -> TargetSpecCodec.read(new StateReader(strayReference.toBytes())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("settings 5");
    }

    @Test
    void oddValuesAreRefused() throws IOException {
        assertThatThrownBy(() -> new StateReader(new byte[] {7}).flag())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not 7");
        assertThatThrownBy(() -> new StateReader(new byte[] {-1, -1, -1, -2}).text())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not negative");
        assertThatThrownBy(() -> new StateReader(new byte[] {-1, -1, -1, -1}).name())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> new StateReader(new byte[] {127, 0, 0, 0}).text())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("are left");
        assertThatThrownBy(
                        () ->
                                new StateReader(new byte[] {0, 0, 0, 1, 'x'})
                                        .constant(TargetChanges.Kind.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no constant x");
        StateWriter swallowed = new StateWriter();
        swallowed.text("STATIC ${file:/secrets/password}");
        assertThatThrownBy(
                        () ->
                                new StateReader(swallowed.toBytes())
                                        .constant(TargetChanges.Kind.class))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("no constant of 32 characters");
    }

    /** Damage ends in an error of reading or in other values, never in anything else. */
    @Property(tries = 500)
    void damagedBytesEndInAnErrorOrInOtherValues(@ForAll long seed) throws IOException {
        byte[] bytes = splits.serialize(split());
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            assertThat(splits.deserialize(1, bytes)).isNotNull();
        } catch (IOException expected) {
            assertThat(expected.toString()).doesNotContain("secrets");
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SerializersTest.class.getResourceAsStream("/source/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
