package io.brokerscope.job;

import io.brokerscope.coverage.CoverageStore;
import io.brokerscope.coverage.WatchedTarget;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/** The coverage of the cluster under the current key. */
final class KeyedCoverageStore implements CoverageStore {

    private static final KeyedAccess STATE = new KeyedAccess("coverage");

    private final ValueState<Header> header;
    private final MapState<String, WatchedTarget> targets;

    KeyedCoverageStore(RuntimeContext context) {
        header = context.getState(StateDescriptors.coverageHeader());
        targets = context.getMapState(StateDescriptors.coverageTargets());
    }

    @Override
    public Header header() {
        return STATE.read(header::value);
    }

    @Override
    public void header(Header value) {
        STATE.write(() -> header.update(value));
    }

    @Override
    public WatchedTarget target(String id) {
        return STATE.read(() -> targets.get(id));
    }

    @Override
    public void target(String id, WatchedTarget target) {
        STATE.write(() -> targets.put(id, target));
    }

    @Override
    public void removeTarget(String id) {
        STATE.write(() -> targets.remove(id));
    }

    @Override
    public List<String> targets() {
        return STATE.keys(targets);
    }

    @Override
    public void clear() {
        header.clear();
        targets.clear();
    }
}
