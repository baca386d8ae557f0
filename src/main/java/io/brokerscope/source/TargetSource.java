package io.brokerscope.source;

import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.ScrapeRequest;
import java.time.Clock;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The source of all reads: discovers targets and emits, for each of them and each tick of its grid,
 * exactly one request (READ, or within a MISSED range) between ADDED and RETIRED, in the order of
 * ticks. Endless. Emits no watermarks: one slow read would hold them back; they are made after the
 * reads.
 */
public final class TargetSource
        implements Source<ScrapeRequest, TargetSplit, FleetCheckpoint>,
                ResultTypeQueryable<ScrapeRequest> {

    private static final long serialVersionUID = 1L;

    private final FleetDiscovery discovery;
    private final TargetSourceSettings settings;

    /**
     * A source of the targets that {@code discovery} finds.
     *
     * @param discovery opened where the coordinator runs
     * @param settings bounds and periods
     */
    public TargetSource(FleetDiscovery discovery, TargetSourceSettings settings) {
        this.discovery = Objects.requireNonNull(discovery, "discovery");
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<ScrapeRequest, TargetSplit> createReader(SourceReaderContext context) {
        return new TargetReader(context, Clock.systemUTC(), ScrapeRequest.Origin::here);
    }

    @Override
    public SplitEnumerator<TargetSplit, FleetCheckpoint> createEnumerator(
            SplitEnumeratorContext<TargetSplit> context) {
        return restoreEnumerator(context, FleetCheckpoint.empty());
    }

    @Override
    public SplitEnumerator<TargetSplit, FleetCheckpoint> restoreEnumerator(
            SplitEnumeratorContext<TargetSplit> context, FleetCheckpoint checkpoint) {
        return new TargetEnumerator(context, discovery, settings, Clock.systemUTC(), checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<TargetSplit> getSplitSerializer() {
        return new TargetSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<FleetCheckpoint> getEnumeratorCheckpointSerializer() {
        return new FleetCheckpointSerializer();
    }

    @Override
    public TypeInformation<ScrapeRequest> getProducedType() {
        return TypeInformation.of(ScrapeRequest.class);
    }
}
