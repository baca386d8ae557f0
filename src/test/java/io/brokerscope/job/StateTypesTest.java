package io.brokerscope.job;

import io.brokerscope.entity.Contribution;
import io.brokerscope.entity.Member;
import io.brokerscope.entity.RollupStore;
import io.brokerscope.entity.RollupWindow;
import io.brokerscope.entity.RowState;
import io.brokerscope.entity.View;
import io.brokerscope.incident.Background;
import io.brokerscope.incident.IncidentStore;
import io.brokerscope.incident.Layout;
import io.brokerscope.incident.Trouble;
import io.brokerscope.incident.Watch;
import io.brokerscope.job.group.GroupState;
import io.brokerscope.job.group.GroupStore;
import io.brokerscope.job.group.TopicEnds;
import io.brokerscope.job.target.TargetState;
import io.brokerscope.lag.CommitHistory;
import io.brokerscope.lag.EndTable;
import io.brokerscope.lag.LagWindow;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.relationship.EntityFact;
import io.brokerscope.relationship.Picture;
import io.brokerscope.relationship.RelationshipStore;
import io.brokerscope.relationship.Vertex;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses operators or lies in state must never fall back to generic serialization. */
class StateTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                ScrapeRequest.class,
                ScrapeOutcome.class,
                Contribution.class,
                OutputRecord.class,
                EntityFact.class,
                Picture.class,
                RelationshipStore.Header.class,
                Vertex.class,
                TargetState.class,
                RollupStore.Header.class,
                Member.class,
                RollupWindow.class,
                RowState.class,
                View.class,
                GroupStore.Header.class,
                TopicEnds.class,
                GroupState.class,
                EndTable.class,
                CommitHistory.class,
                LagWindow.class,
                IncidentStore.Header.class,
                Trouble.class,
                io.brokerscope.incident.EntityFact.class,
                Background.class,
                Watch.class,
                Watch.Target.class,
                Layout.class
            })
    void isSerializedAsPojo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }
}
