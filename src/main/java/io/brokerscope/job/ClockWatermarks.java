package io.brokerscope.job;

import io.brokerscope.model.ScrapeOutcome;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time driven by the clock: every subtask says {@code now - 1 s}, idle or not. Watermarks
 * made from the data would let one slow or empty subtask hold back every cluster.
 */
final class ClockWatermarks implements WatermarkGenerator<ScrapeOutcome> {

    private static final long LAG_MS = 1_000;

    private final Clock clock;

    ClockWatermarks(Clock clock) {
        this.clock = clock;
    }

    static WatermarkStrategy<ScrapeOutcome> strategy() {
        return WatermarkStrategy.<ScrapeOutcome>forGenerator(
                        context -> new ClockWatermarks(Clock.systemUTC()))
                .withTimestampAssigner((outcome, timestamp) -> outcome.dueAt());
    }

    @Override
    public void onEvent(ScrapeOutcome outcome, long timestamp, WatermarkOutput output) {
        // Only the clock moves event time.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        output.emitWatermark(new Watermark(clock.millis() - LAG_MS));
    }
}
