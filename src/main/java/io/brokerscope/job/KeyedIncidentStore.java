package io.brokerscope.job;

import io.brokerscope.incident.IncidentStore;
import io.brokerscope.incident.Layout;
import io.brokerscope.incident.Trouble;
import io.brokerscope.incident.Watch;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/** The incidents of the cluster under the current key. */
final class KeyedIncidentStore implements IncidentStore {

    private static final KeyedAccess STATE = new KeyedAccess("incidents");

    private final ValueState<Header> header;
    private final MapState<String, Trouble> troubles;
    private final ValueState<Watch> watch;
    private final MapState<String, Watch.Target> targets;
    private final ValueState<Layout> layout;

    KeyedIncidentStore(RuntimeContext context) {
        header = context.getState(StateDescriptors.incidentHeader());
        troubles = context.getMapState(StateDescriptors.incidentTroubles());
        watch = context.getState(StateDescriptors.incidentWatch());
        targets = context.getMapState(StateDescriptors.incidentTargets());
        layout = context.getState(StateDescriptors.incidentLayout());
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
    public Trouble trouble(String guid) {
        return STATE.read(() -> troubles.get(guid));
    }

    @Override
    public void trouble(Trouble trouble) {
        STATE.write(() -> troubles.put(trouble.fact().guid(), trouble));
    }

    @Override
    public void removeTrouble(String guid) {
        STATE.write(() -> troubles.remove(guid));
    }

    @Override
    public List<Trouble> troubles() {
        return STATE.read(
                () -> {
                    List<Trouble> all = new ArrayList<>();
                    troubles.values().forEach(all::add);
                    return all;
                });
    }

    @Override
    public Watch watch() {
        return STATE.read(watch::value);
    }

    @Override
    public void watch(Watch value) {
        STATE.write(() -> watch.update(value));
    }

    @Override
    public Watch.Target target(String id) {
        return STATE.read(() -> targets.get(id));
    }

    @Override
    public void target(String id, Watch.Target target) {
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
    public boolean hasTargets() {
        return !STATE.read(targets::isEmpty);
    }

    @Override
    public Layout layout() {
        return STATE.read(layout::value);
    }

    @Override
    public void layout(Layout value) {
        STATE.write(() -> layout.update(value));
    }

    @Override
    public void clear() {
        header.clear();
        troubles.clear();
        watch.clear();
        targets.clear();
        layout.clear();
    }
}
