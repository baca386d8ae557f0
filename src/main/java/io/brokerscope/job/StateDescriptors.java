package io.brokerscope.job;

import io.brokerscope.coverage.CoverageStore;
import io.brokerscope.coverage.WatchedTarget;
import io.brokerscope.entity.Member;
import io.brokerscope.entity.RollupStore;
import io.brokerscope.entity.RollupWindow;
import io.brokerscope.entity.RowState;
import io.brokerscope.entity.View;
import io.brokerscope.incident.IncidentStore;
import io.brokerscope.incident.Layout;
import io.brokerscope.incident.Trouble;
import io.brokerscope.incident.Watch;
import io.brokerscope.job.group.GroupState;
import io.brokerscope.job.group.GroupStore;
import io.brokerscope.job.group.TopicEnds;
import io.brokerscope.job.target.TargetState;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.relationship.RelationshipStore;
import io.brokerscope.relationship.Vertex;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * All keyed state of the job in one place: its names and types are a schema. A state is removed
 * when its target or its cluster is gone, by the function that owns it.
 */
public final class StateDescriptors {

    private StateDescriptors() {}

    private static <T> TypeInformation<T> type(Class<T> record) {
        return new InOnePiece<>(TypeInformation.of(record));
    }

    /** One target, by target. */
    public static ValueStateDescriptor<TargetState> target() {
        return new ValueStateDescriptor<>("target", type(TargetState.class));
    }

    /** Outcomes that came before their incarnation was added, by target. */
    public static ListStateDescriptor<ScrapeOutcome> earlyOutcomes() {
        return new ListStateDescriptor<>("early", type(ScrapeOutcome.class));
    }

    /** A roll-up as a whole, by cluster and shard. */
    public static ValueStateDescriptor<RollupStore.Header> rollupHeader() {
        return new ValueStateDescriptor<>("header", type(RollupStore.Header.class));
    }

    /** Members of a roll-up, by node id. */
    public static MapStateDescriptor<String, Member> rollupMembers() {
        return new MapStateDescriptor<>("members", Types.STRING, type(Member.class));
    }

    /** Windows of a roll-up, by start. */
    public static MapStateDescriptor<Long, RollupWindow> rollupWindows() {
        return new MapStateDescriptor<>("windows", Types.LONG, type(RollupWindow.class));
    }

    /** Rows of a roll-up, by name. */
    public static MapStateDescriptor<String, RowState> rollupRows() {
        return new MapStateDescriptor<>("rows", type(String.class), type(RowState.class));
    }

    /** What clusters told of the rows of a roll-up, by name. */
    public static MapStateDescriptor<String, View> rollupViews() {
        return new MapStateDescriptor<>("views", type(String.class), type(View.class));
    }

    /** The groups of a cluster as a whole, by cluster. */
    public static ValueStateDescriptor<GroupStore.Header> groupHeader() {
        return new ValueStateDescriptor<>("header", type(GroupStore.Header.class));
    }

    /** Where the partitions of topics end, by topic. */
    public static MapStateDescriptor<String, TopicEnds> groupEnds() {
        return new MapStateDescriptor<>("ends", Types.STRING, type(TopicEnds.class));
    }

    /** The coverage of a cluster as a whole, by cluster. */
    public static ValueStateDescriptor<CoverageStore.Header> coverageHeader() {
        return new ValueStateDescriptor<>("header", type(CoverageStore.Header.class));
    }

    /** Targets of a cluster, by id. */
    public static MapStateDescriptor<String, WatchedTarget> coverageTargets() {
        return new MapStateDescriptor<>("targets", Types.STRING, type(WatchedTarget.class));
    }

    /** The relationships within a cluster as a whole, by cluster. */
    public static ValueStateDescriptor<RelationshipStore.Header> relationshipHeader() {
        return new ValueStateDescriptor<>("header", type(RelationshipStore.Header.class));
    }

    /** Entities with what leads to them, by type and name. */
    public static MapStateDescriptor<String, Vertex> relationshipVertices() {
        return new MapStateDescriptor<>("vertices", Types.STRING, type(Vertex.class));
    }

    /** The incidents of a cluster as a whole, by cluster. */
    public static ValueStateDescriptor<IncidentStore.Header> incidentHeader() {
        return new ValueStateDescriptor<>("header", type(IncidentStore.Header.class));
    }

    /** Entities that are not well, or belong to an open incident, by GUID. */
    public static MapStateDescriptor<String, Trouble> incidentTroubles() {
        return new MapStateDescriptor<>("troubles", Types.STRING, type(Trouble.class));
    }

    /** How the incidents of a cluster are watched, by cluster. */
    public static ValueStateDescriptor<Watch> incidentWatch() {
        return new ValueStateDescriptor<>("watch", type(Watch.class));
    }

    /** Targets of a cluster, by id. */
    public static MapStateDescriptor<String, Watch.Target> incidentTargets() {
        return new MapStateDescriptor<>("targets", Types.STRING, type(Watch.Target.class));
    }

    /** How the entities of a cluster hang together, by cluster. */
    public static ValueStateDescriptor<Layout> incidentLayout() {
        return new ValueStateDescriptor<>("layout", type(Layout.class));
    }

    /** Consumer groups, by name. */
    public static MapStateDescriptor<String, GroupState> groups() {
        return new MapStateDescriptor<>("groups", Types.STRING, type(GroupState.class));
    }
}
