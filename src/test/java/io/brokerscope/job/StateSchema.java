package io.brokerscope.job;

import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.sink.BrokerscopeSink;
import io.brokerscope.source.FleetCheckpointSerializer;
import io.brokerscope.source.TargetSplitSerializer;
import io.brokerscope.testsupport.GoldenSavepoint;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.java.typeutils.EnumTypeInfo;
import org.apache.flink.api.java.typeutils.ListTypeInfo;
import org.apache.flink.api.java.typeutils.MapTypeInfo;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

/** The schema of the job's state as text: whatever a savepoint of it depends on. */
final class StateSchema {

    /** The states that the operators keep by key, by the operator's uid. */
    static final Map<String, List<StateDescriptor<?, ?>>> KEYED =
            new TreeMap<>(
                    Map.of(
                            OperatorIds.TARGET,
                            List.of(StateDescriptors.target(), StateDescriptors.earlyOutcomes()),
                            OperatorIds.GROUPS,
                            List.of(
                                    StateDescriptors.groupHeader(),
                                    StateDescriptors.groupEnds(),
                                    StateDescriptors.groups()),
                            OperatorIds.COVERAGE,
                            List.of(
                                    StateDescriptors.coverageHeader(),
                                    StateDescriptors.coverageTargets()),
                            OperatorIds.RELATIONSHIPS,
                            List.of(
                                    StateDescriptors.relationshipHeader(),
                                    StateDescriptors.relationshipVertices()),
                            OperatorIds.INCIDENTS,
                            List.of(
                                    StateDescriptors.incidentHeader(),
                                    StateDescriptors.incidentTroubles(),
                                    StateDescriptors.incidentWatch(),
                                    StateDescriptors.incidentTargets(),
                                    StateDescriptors.incidentLayout()),
                            OperatorIds.TOPICS,
                            rollup(),
                            OperatorIds.CLUSTERS,
                            rollup()));

    private final Deque<TypeInformation<?>> toTell = new ArrayDeque<>();
    private final Set<Class<?>> told = new LinkedHashSet<>();
    private final StringBuilder text = new StringBuilder();

    private StateSchema() {}

    /** The job's operators; nothing is executed. */
    static Collection<StreamNode> operators() {
        StreamExecutionEnvironment environment =
                new StreamExecutionEnvironment(
                        new Configuration(), StateSchema.class.getClassLoader());
        BrokerscopeJob.define(environment, config());
        StreamGraph graph = environment.getStreamGraph();
        return graph.getStreamNodes().stream()
                .sorted(Comparator.comparingInt(StreamNode::getId))
                .toList();
    }

    /** The schema. */
    static String render() {
        return new StateSchema().text();
    }

    private String text() {
        line("operators: uid, name");
        operators()
                .forEach(
                        operator ->
                                line(
                                        "  %s, %s",
                                        operator.getTransformationUID(),
                                        operator.getOperatorName()));
        line("");
        line("state by key: uid, kind, name, type; keys are String");
        KEYED.forEach(
                (uid, states) ->
                        states.forEach(
                                state ->
                                        line(
                                                "  %s, %s %s: %s",
                                                uid,
                                                state.getType(),
                                                state.getName(),
                                                name(type(state)))));
        line("");
        line("reads in flight: uid, type");
        line("  %s, %s", OperatorIds.SCRAPE, name(TypeInformation.of(ScrapeRequest.class)));
        line("");
        line("versions of serializers of our own");
        line("  split %d", new TargetSplitSerializer().getVersion());
        line("  enumerator %d", new FleetCheckpointSerializer().getVersion());
        Object sink = BrokerscopeSink.create(config().output());
        line(
                "  output writer %d",
                ((SupportsWriterState<?, ?>) sink).getWriterStateSerializer().getVersion());
        line(
                "  output committable %d",
                ((SupportsCommitter<?>) sink).getCommittableSerializer().getVersion());
        line("");
        line("types");
        Map<String, String> types = new TreeMap<>();
        while (!toTell.isEmpty()) {
            TypeInformation<?> type = toTell.poll();
            types.put(type.getTypeClass().getName(), body(type));
        }
        types.forEach((name, body) -> line("  %s\n%s", name, body));
        return text.toString();
    }

    private void line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }

    private String body(TypeInformation<?> type) {
        if (type instanceof EnumTypeInfo) {
            return Stream.of(type.getTypeClass().getEnumConstants())
                    .map(constant -> "    " + ((Enum<?>) constant).name())
                    .collect(Collectors.joining("\n"));
        }
        PojoTypeInfo<?> record = (PojoTypeInfo<?>) type;
        return Stream.of(record.getFieldNames())
                .sorted()
                .map(field -> "    " + field + ": " + name(record.getTypeAt(field)))
                .collect(Collectors.joining("\n"));
    }

    /** Name of a type; what it is made of is told later. */
    private String name(TypeInformation<?> type) {
        if (type instanceof InOnePiece<?> whole) {
            return name(whole.type());
        }
        if (type instanceof ListTypeInfo<?> list) {
            return "list of " + name(list.getElementTypeInfo());
        }
        if (type instanceof MapTypeInfo<?, ?> map) {
            return "map of %s to %s"
                    .formatted(name(map.getKeyTypeInfo()), name(map.getValueTypeInfo()));
        }
        if (type instanceof BasicTypeInfo
                || type instanceof PrimitiveArrayTypeInfo
                || type instanceof BasicArrayTypeInfo) {
            return type.getTypeClass().getSimpleName();
        }
        if (type instanceof PojoTypeInfo || type instanceof EnumTypeInfo) {
            if (told.add(type.getTypeClass())) {
                toTell.add(type);
            }
            return type.getTypeClass().getName();
        }
        throw new AssertionError(
                type + " in state: how may it change? Measure it in StateEvolutionTest first");
    }

    private static TypeInformation<?> type(StateDescriptor<?, ?> state) {
        try {
            // Flink offers no look at the type, only at the serializer made of it.
            Field type = StateDescriptor.class.getDeclaredField("typeInfo");
            type.setAccessible(true);
            return (TypeInformation<?>) type.get(state);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static List<StateDescriptor<?, ?>> rollup() {
        return List.of(
                StateDescriptors.rollupHeader(),
                StateDescriptors.rollupMembers(),
                StateDescriptors.rollupWindows(),
                StateDescriptors.rollupRows(),
                StateDescriptors.rollupViews());
    }

    private static BrokerscopeConfig config() {
        return ConfigLoader.parse(
                "test.yaml",
                GoldenSavepoint.yaml(
                        "localhost:9092", "schema-", "http://localhost/{id}", Path.of("none")));
    }
}
