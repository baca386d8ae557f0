package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.counter.CounterState;
import io.brokerscope.gap.Gap;
import io.brokerscope.gap.TickBook;
import io.brokerscope.job.target.TargetState;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.testsupport.InMemoryClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/**
 * What may change about a record in state, measured: an old release writes it, and a new one, whose
 * class of the same name is another, reads it the way a state backend does.
 */
class StateEvolutionTest {

    private static final String PACKAGE = "evolution";
    private static final String ITEM = "public record Item(String name, long count) {}";

    /** How a state backend finds a state after a restore. */
    private record Restored(String compatibility, Object value) {}

    @Test
    void addedComponentsAreNullOrZero() throws Exception {
        Restored restored =
                restore(
                        ITEM,
                        "public record Item(String name, long count, String note, int size,"
                                + " boolean flag, double share, Long boxed, long[] numbers,"
                                + " java.util.List<String> list, java.util.Map<String, Long> map) {"
                                + " @Override public String toString() { return name + count + note"
                                + " + size + flag + share + boxed + numbers + list + map; } }",
                        "new Item(\"a\", 7)");
        assertThat(restored.compatibility()).isEqualTo("migration");
        assertThat(restored.value()).hasToString("a7null0false0.0nullnullnullnull");
    }

    @Test
    void theOrderOfComponentsDoesNotMatter() throws Exception {
        Restored restored =
                restore(
                        ITEM,
                        "public record Item(long count, int size, String name) {}",
                        "new Item(\"a\", 7)");
        assertThat(restored.compatibility()).isEqualTo("migration");
        assertThat(restored.value()).hasToString("Item[count=7, size=0, name=a]");
    }

    @Test
    void aRemovedComponentIsForgotten() throws Exception {
        Restored restored =
                restore(
                        "public record Item(String name, long count, int old) {}",
                        "public record Item(String name, long count) {}",
                        "new Item(\"a\", 7, 1)");
        assertThat(restored.compatibility()).isEqualTo("migration");
        assertThat(restored.value()).hasToString("Item[name=a, count=7]");
    }

    /**
     * A trap of Flink 2.2.0: where the components that stay are declared in alphabetical order, the
     * way they are written, its record builder believes that nothing has changed. Flink calls the
     * change compatible and then fails to read the state.
     */
    @Test
    void aComponentInFrontOfAlphabeticalOnesCannotBeRemoved() {
        assertThatThrownBy(
                        () ->
                                restore(
                                        "public record Item(int before, String name, long rank) {}",
                                        "public record Item(String name, long rank) {}",
                                        "new Item(1, \"a\", 7)"))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    /** A new name is a component that went and one that came: its value is lost without a word. */
    @Test
    void aRenamedComponentLosesItsValue() throws Exception {
        Restored restored =
                restore(
                        ITEM,
                        "public record Item(String title, long count) {}",
                        "new Item(\"a\", 7)");
        assertThat(restored.compatibility()).isEqualTo("migration");
        assertThat(restored.value()).hasToString("Item[title=null, count=7]");
    }

    @Test
    void anotherTypeIsRefused() throws Exception {
        for (String type : List.of("int", "double", "String", "long[]")) {
            assertThat(
                            restore(
                                            ITEM,
                                            "public record Item(String name, %s count) {}"
                                                    .formatted(type),
                                            "new Item(\"a\", 7)")
                                    .compatibility())
                    .as("long becomes %s", type)
                    .isEqualTo("incompatible");
        }
    }

    /** A primitive and its box are written alike; null stays possible in the one only. */
    @Test
    void aPrimitiveMayBecomeItsBox() throws Exception {
        Restored restored =
                restore(
                        ITEM,
                        "public record Item(String name, Long count) {}",
                        "new Item(\"a\", 7)");
        assertThat(restored.compatibility()).isEqualTo("as is");
        assertThat(restored.value()).hasToString("Item[name=a, count=7]");
    }

    /** The constructor decides: what it refuses cannot be restored, what it replaces is. */
    @Test
    void theConstructorSeesTheDefaults() throws Exception {
        Restored restored =
                restore(
                        ITEM,
                        "public record Item(String name, long count, String note) {"
                                + " public Item { note = note == null ? \"none\" : note; } }",
                        "new Item(\"a\", 7)");
        assertThat(restored.value()).hasToString("Item[name=a, count=7, note=none]");
        assertThatThrownBy(
                        () ->
                                restore(
                                        ITEM,
                                        "public record Item(String name, long count, String note) {"
                                                + " public Item { java.util.Objects.requireNonNull"
                                                + "(note); } }",
                                        "new Item(\"a\", 7)"))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void recordsWithinRecordsEvolve() throws Exception {
        nested("Part part", "new Part(1)", "Part[x=1, y=0]");
        nested("java.util.List<Part> parts", "java.util.List.of(new Part(1))", "[Part[x=1, y=0]]");
        nested(
                "java.util.Map<String, Part> parts",
                "java.util.Map.of(\"k\", new Part(1))",
                "{k=Part[x=1, y=0]}");
        nested("Part[] parts", "new Part[] {new Part(1)}", "[Part[x=1, y=0]]");
    }

    /** Flink looks into a container of records, but not into a container of containers. */
    @Test
    void containersOfContainersFallBackToGenericSerialization() throws Exception {
        InMemoryClasses classes =
                InMemoryClasses.compile(
                        inPackage(
                                Map.of(
                                        "Item",
                                        "public record Item(java.util.Map<String,"
                                                + " java.util.List<String>> map) {}")));
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        TypeInformation<?> item =
                TypeExtractor.createTypeInfo(classes.loadClass(PACKAGE + ".Item"));
        assertThatThrownBy(() -> item.createSerializer(config))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static void nested(String component, String value, String expected) throws Exception {
        String name = component.substring(component.lastIndexOf(' ') + 1);
        String text =
                component.contains("[]") ? "java.util.Arrays.toString(" + name + ")" : name + "";
        String item =
                "public record Item(%s) { @Override public String toString() { return \"\" + %s; } }"
                        .formatted(component, text);
        Restored restored =
                restore(
                        Map.of("Part", "public record Part(int x) {}", "Item", item),
                        Map.of("Part", "public record Part(int x, int y) {}", "Item", item),
                        "new Item(%s)".formatted(value));
        assertThat(restored.compatibility()).as(component).isEqualTo("migration");
        assertThat(restored.value()).as(component).hasToString(expected);
    }

    @Test
    void aContainerCannotBecomeAnother() throws Exception {
        assertThat(
                        restore(
                                        "public record Item(String[] names) {}",
                                        "public record Item(java.util.List<String> names) {}",
                                        "new Item(new String[] {\"a\"})")
                                .compatibility())
                .isEqualTo("incompatible");
    }

    @Test
    void constantsMayBeAddedButNeverGo() throws Exception {
        Restored added = constants("A, B", "A, B, C");
        assertThat(added.compatibility()).isEqualTo("reconfigured");
        assertThat(added.value()).hasToString("Item[kind=B]");
        Restored inFront = constants("A, B", "C, A, B");
        assertThat(inFront.compatibility()).isEqualTo("reconfigured");
        assertThat(inFront.value()).hasToString("Item[kind=B]");
        assertThatThrownBy(() -> constants("A, B", "B")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> constants("A, B", "A, BB"))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Restored constants(String before, String after) throws Exception {
        String item = "public record Item(Kind kind) {}";
        String kind = "public enum Kind { %s }";
        return restore(
                Map.of("Item", item, "Kind", kind.formatted(before)),
                Map.of("Item", item, "Kind", kind.formatted(after)),
                "new Item(Kind.B)");
    }

    /** A class is known by its full name: it can be neither renamed nor moved. */
    @Test
    void aRecordKeepsItsName() {
        assertThatThrownBy(
                        () ->
                                restore(
                                        Map.of("Item", ITEM),
                                        Map.of("Thing", ITEM.replace("Item", "Thing")),
                                        "new Item(\"a\", 7)"))
                .isInstanceOf(IOException.class);
    }

    /**
     * The largest record in the job's state, with two components that its next version may have.
     */
    @Test
    void theStateOfATargetEvolves() throws Exception {
        TargetState old =
                new TargetState(
                        null,
                        TickBook.open(3, 1_000, 500),
                        List.of(TickBook.open(2, 500, 500)),
                        new CounterState(
                                new SeriesTable(
                                        new String[] {"broker.bytes_in"},
                                        new int[] {0},
                                        new int[] {-1},
                                        new int[] {-1}),
                                new long[] {42},
                                new boolean[] {false},
                                true,
                                7,
                                8),
                        Gap.NONE.with(1_000, 2_000, 500),
                        Map.of("broker.partition.count", 12.0),
                        8,
                        500,
                        BreakerState.OPEN,
                        "jmx",
                        false,
                        null,
                        null,
                        0);
        String name = TargetState.class.getName();
        InMemoryClasses next = InMemoryClasses.compile(Map.of(name, nextTargetState()));

        Restored restored = restore(old, TargetState.class, next.loadClass(name), next);

        assertThat(restored.compatibility()).isEqualTo("migration");
        assertThat(restored.value().getClass()).isNotEqualTo(TargetState.class);
        assertThat(component(restored.value(), "note")).isNull();
        assertThat(component(restored.value(), "lag")).isEqualTo(0L);
        assertThat(component(restored.value(), "observedAt")).isEqualTo(8L);
        assertThat(component(restored.value(), "metrics")).isEqualTo(old.metrics());
        assertThat(component(restored.value(), "breaker")).isEqualTo(BreakerState.OPEN);
        assertThat(((CounterState) component(restored.value(), "counters")).raw())
                .containsExactly(42);
        assertThat(((Gap) component(restored.value(), "gap")).single())
                .containsExactly(1_000, 1_500, 2_000);
        assertThat(component(restored.value(), "closing").toString()).contains("incarnation=2");
    }

    /** The source as it is, with two more components; its own calls give them nothing. */
    private static String nextTargetState() throws IOException {
        String source =
                Files.readString(
                        Path.of("src/main/java/io/brokerscope/job/target/TargetState.java"));
        String header = "public record TargetState(";
        int begin = source.indexOf(header) + header.length();
        int end = source.indexOf(") {\n", begin);
        String components = source.substring(begin, end);
        String names =
                List.of(components.split("\n")).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(line -> line.replaceAll(".* (\\w+),?$", "$1"))
                        .reduce((a, b) -> a + ", " + b)
                        .orElseThrow();
        return source.substring(0, end)
                + ", String note, long lag) { public TargetState("
                + components
                + ") { this("
                + names
                + ", null, 0); }"
                + source.substring(end + ") {\n".length());
    }

    private static Object component(Object record, String name) throws Exception {
        return record.getClass().getMethod(name).invoke(record);
    }

    private static Restored restore(String before, String after, String value) throws Exception {
        return restore(Map.of("Item", before), Map.of("Item", after), value);
    }

    /** From one version of a few classes to another. */
    private static Restored restore(
            Map<String, String> before, Map<String, String> after, String value) throws Exception {
        Map<String, String> old = inPackage(before);
        old.put(
                PACKAGE + ".Sample",
                "package %s; public class Sample { public static Object value() { return %s; } }"
                        .formatted(PACKAGE, value));
        InMemoryClasses oldRelease = InMemoryClasses.compile(old);
        InMemoryClasses newRelease = InMemoryClasses.compile(inPackage(after));
        String newName = after.containsKey("Item") ? "Item" : after.keySet().iterator().next();
        return restore(
                oldRelease.loadClass(PACKAGE + ".Sample").getMethod("value").invoke(null),
                oldRelease.loadClass(PACKAGE + ".Item"),
                newRelease.loadClass(PACKAGE + "." + newName),
                newRelease);
    }

    private static Map<String, String> inPackage(Map<String, String> sources) {
        Map<String, String> named = new LinkedHashMap<>();
        sources.forEach(
                (name, source) ->
                        named.put(PACKAGE + "." + name, "package " + PACKAGE + ";\n" + source));
        return named;
    }

    /**
     * Writes with the serializer of one class, and reads with that of another: the snapshot that
     * lies beside the state tells the serializer to read with, the new serializer says whether it
     * can go on from there.
     */
    private static Restored restore(
            Object value, Class<?> before, Class<?> after, ClassLoader newRelease)
            throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(256);
        TypeSerializer<Object> oldSerializer = serializer(before);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, oldSerializer.snapshotConfiguration());
        oldSerializer.serialize(value, out);

        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        TypeSerializerSnapshot<Object> found =
                TypeSerializerSnapshot.readVersionedSnapshot(in, newRelease);
        TypeSerializer<Object> newSerializer = serializer(after);
        TypeSerializerSchemaCompatibility<Object> compatibility =
                newSerializer.snapshotConfiguration().resolveSchemaCompatibility(found);
        if (compatibility.isIncompatible()) {
            return new Restored("incompatible", null);
        }
        Object restored = found.restoreSerializer().deserialize(in);
        DataOutputSerializer again = new DataOutputSerializer(256);
        newSerializer.serialize(restored, again);
        return new Restored(
                compatibility.isCompatibleAfterMigration()
                        ? "migration"
                        : compatibility.isCompatibleAsIs() ? "as is" : "reconfigured",
                newSerializer.deserialize(new DataInputDeserializer(again.getCopyOfBuffer())));
    }

    @SuppressWarnings("unchecked")
    private static TypeSerializer<Object> serializer(Class<?> type) {
        TypeInformation<?> info = TypeExtractor.createTypeInfo(type);
        return (TypeSerializer<Object>) info.createSerializer(new SerializerConfigImpl());
    }
}
