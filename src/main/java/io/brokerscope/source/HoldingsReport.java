package io.brokerscope.source;

import java.util.ArrayList;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * From a reader to the enumerator, once, when it starts: what it was restored with.
 *
 * @param holdings every incarnation that has not ended
 */
public record HoldingsReport(ArrayList<Holding> holdings) implements SourceEvent {}
