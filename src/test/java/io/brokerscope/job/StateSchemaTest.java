package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.testsupport.GoldenSavepoint;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.BackendStateType;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonSerializerKeys;
import org.apache.flink.streaming.api.graph.StreamGraphHasherV2;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.streamrecord.StreamElementSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that a savepoint depends on changes without being seen. */
class StateSchemaTest {

    private static final Path SCHEMA =
            Path.of("src/test/resources/state/schema-v" + GoldenSavepoint.CURRENT_VERSION + ".txt");

    private static final String WHAT_TO_DO =
            """
            The schema of the state has changed. Savepoints that users have must still be read.
            A uid, the name of a state, the type of a component or the name of a record has changed, or a \
            constant of an enum has gone: undo it. It loses state or cannot be restored.
            A component was added or removed, or a constant was added: savepoints can still be read. \
            docs/upgrades.md says what to do, in this order: the golden savepoint of the version before, \
            the next version in GoldenSavepoint.CURRENT_VERSION, and then
              mvn test -Dtest=StateSchemaTest -Dbrokerscope.schema.renew=true
            """;

    static List<GoldenSavepoint> versions() {
        return GoldenSavepoint.all();
    }

    @Test
    void theSchemaIsTheCommittedOne() throws IOException {
        String schema = StateSchema.render();
        if (Boolean.getBoolean("brokerscope.schema.renew")) {
            Files.writeString(SCHEMA, schema);
        }
        assertThat(SCHEMA).as(WHAT_TO_DO).hasContent(schema);
    }

    @Test
    void everyOperatorHasAUidOfItsOwn() throws IllegalAccessException {
        List<String> uids =
                StateSchema.operators().stream().map(StreamNode::getTransformationUID).toList();
        assertThat(uids).doesNotContainNull().doesNotHaveDuplicates();
        List<String> declared = new ArrayList<>();
        for (var field : OperatorIds.class.getFields()) {
            declared.add((String) field.get(null));
        }
        assertThat(uids).containsAll(declared);
        assertThat(uids)
                .allMatch(uid -> declared.contains(uid) || uid.endsWith(": " + OperatorIds.OUTPUT));
    }

    @Test
    void theSchemaTellsEveryState() {
        Set<String> told =
                StateSchema.KEYED.values().stream()
                        .flatMap(List::stream)
                        .map(StateDescriptor::getName)
                        .collect(Collectors.toSet());
        Set<String> described =
                Stream.of(StateDescriptors.class.getMethods())
                        .filter(method -> Modifier.isStatic(method.getModifiers()))
                        .map(StateSchemaTest::descriptor)
                        .map(StateDescriptor::getName)
                        .collect(Collectors.toSet());
        assertThat(told).isEqualTo(described);
    }

    @Test
    void theCurrentVersionHasItsGoldenSavepoint() {
        assertThat(versions())
                .extracting(golden -> golden.content().stateVersion())
                .contains(GoldenSavepoint.CURRENT_VERSION)
                .allMatch(version -> version <= GoldenSavepoint.CURRENT_VERSION);
    }

    /** The savepoint itself, as Flink sees it when it restores. */
    @ParameterizedTest
    @MethodSource("versions")
    void goldenSavepointsFitTheJob(GoldenSavepoint golden) throws Exception {
        Map<OperatorID, String> uids = new HashMap<>();
        StateSchema.operators()
                .forEach(
                        operator ->
                                uids.put(
                                        new OperatorID(
                                                StreamGraphHasherV2.generateUserSpecifiedHash(
                                                        operator.getTransformationUID())),
                                        operator.getTransformationUID()));
        Set<String> found = new HashSet<>();
        for (OperatorState operator : golden.operators()) {
            assertThat(uids)
                    .as("the operator of the savepoint that was %s", operator.getOperatorUid())
                    .containsKey(operator.getOperatorID());
            String uid = uids.get(operator.getOperatorID());
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (KeyedStateHandle keyed : subtask.getManagedKeyedState()) {
                    assertKeyedStateFits(uid, (KeyGroupsStateHandle) keyed, found);
                }
                for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                    if (uid.equals(OperatorIds.SCRAPE)) {
                        assertReadsInFlightFit(handle);
                        found.add(uid);
                    }
                }
            }
        }
        assertThat(found)
                .contains(
                        OperatorIds.SCRAPE,
                        "target/target",
                        "topics/header",
                        "topics/members",
                        "topics/windows",
                        "topics/rows",
                        "clusters/header",
                        "clusters/members",
                        "clusters/windows",
                        "clusters/rows");
    }

    private static void assertKeyedStateFits(
            String uid, KeyGroupsStateHandle handle, Set<String> found) throws IOException {
        Map<String, StateDescriptor<?, ?>> states = new HashMap<>();
        StateSchema.KEYED.getOrDefault(uid, List.of()).forEach(s -> states.put(s.getName(), s));
        KeyedBackendSerializationProxy<Object> header =
                new KeyedBackendSerializationProxy<>(StateSchemaTest.class.getClassLoader());
        try (FSDataInputStream in = handle.openInputStream()) {
            header.read(new DataInputViewStreamWrapper(in));
        }
        assertFits(uid + ", keys", StringSerializer.INSTANCE, header.getKeySerializerSnapshot());
        for (StateMetaInfoSnapshot state : header.getStateMetaInfoSnapshots()) {
            if (state.getBackendStateType() != BackendStateType.KEY_VALUE) {
                continue;
            }
            assertThat(states).as("states of %s", uid).containsKey(state.getName());
            StateDescriptor<?, ?> descriptor = states.get(state.getName());
            descriptor.initializeSerializerUnlessSet(new ExecutionConfig());
            assertFits(
                    uid + ", state " + state.getName(),
                    descriptor.getSerializer(),
                    state.getTypeSerializerSnapshot(CommonSerializerKeys.VALUE_SERIALIZER));
            found.add(uid + "/" + state.getName());
        }
    }

    private static void assertReadsInFlightFit(OperatorStateHandle handle) throws IOException {
        OperatorBackendSerializationProxy header =
                new OperatorBackendSerializationProxy(StateSchemaTest.class.getClassLoader());
        try (FSDataInputStream in = handle.openInputStream()) {
            header.read(new DataInputViewStreamWrapper(in));
        }
        for (StateMetaInfoSnapshot state : header.getOperatorStateMetaInfoSnapshots()) {
            assertFits(
                    "reads in flight",
                    new StreamElementSerializer<>(
                            TypeInformation.of(ScrapeRequest.class)
                                    .createSerializer(new SerializerConfigImpl())),
                    state.getTypeSerializerSnapshot(CommonSerializerKeys.VALUE_SERIALIZER));
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void assertFits(
            String what, TypeSerializer<?> current, TypeSerializerSnapshot<?> inSavepoint) {
        assertThat(
                        ((TypeSerializerSnapshot) current.snapshotConfiguration())
                                .resolveSchemaCompatibility(inSavepoint)
                                .isIncompatible())
                .as("%s: cannot be read any longer", what)
                .isFalse();
        // Where a constant of an enum is gone, only this tells.
        assertThatCode(inSavepoint::restoreSerializer).as(what).doesNotThrowAnyException();
    }

    private static StateDescriptor<?, ?> descriptor(Method method) {
        try {
            return (StateDescriptor<?, ?>) method.invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
