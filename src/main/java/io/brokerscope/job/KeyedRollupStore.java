package io.brokerscope.job;

import io.brokerscope.entity.Member;
import io.brokerscope.entity.RollupStore;
import io.brokerscope.entity.RollupWindow;
import io.brokerscope.entity.RowState;
import io.brokerscope.entity.View;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/** The state of the roll-up under the current key. */
final class KeyedRollupStore implements RollupStore {

    private static final KeyedAccess STATE = new KeyedAccess("a roll-up");

    private final ValueState<Header> header;
    private final MapState<String, Member> members;
    private final MapState<Long, RollupWindow> windows;
    private final MapState<String, RowState> rows;
    private final MapState<String, View> views;

    KeyedRollupStore(RuntimeContext context) {
        header = context.getState(StateDescriptors.rollupHeader());
        members = context.getMapState(StateDescriptors.rollupMembers());
        windows = context.getMapState(StateDescriptors.rollupWindows());
        rows = context.getMapState(StateDescriptors.rollupRows());
        views = context.getMapState(StateDescriptors.rollupViews());
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
    public Member member(String target) {
        return STATE.read(() -> members.get(target));
    }

    @Override
    public void member(String target, Member member) {
        STATE.write(() -> members.put(target, member));
    }

    @Override
    public void removeMember(String target) {
        STATE.write(() -> members.remove(target));
    }

    @Override
    public List<String> members() {
        return STATE.keys(members);
    }

    @Override
    public RollupWindow window(long start) {
        return STATE.read(() -> windows.get(start));
    }

    @Override
    public void window(RollupWindow window) {
        STATE.write(() -> windows.put(window.start(), window));
    }

    @Override
    public void removeWindow(long start) {
        STATE.write(() -> windows.remove(start));
    }

    @Override
    public List<Long> windows() {
        List<Long> starts = STATE.keys(windows);
        Collections.sort(starts);
        return starts;
    }

    @Override
    public RowState row(String name) {
        return STATE.read(() -> rows.get(name));
    }

    @Override
    public void row(String name, RowState row) {
        STATE.write(() -> rows.put(name, row));
    }

    @Override
    public void removeRow(String name) {
        STATE.write(() -> rows.remove(name));
    }

    @Override
    public List<String> rows() {
        return STATE.keys(rows);
    }

    @Override
    public View view(String name) {
        return STATE.read(() -> views.get(name));
    }

    @Override
    public void view(String name, View view) {
        STATE.write(() -> views.put(name, view));
    }

    @Override
    public void removeView(String name) {
        STATE.write(() -> views.remove(name));
    }

    @Override
    public List<String> views() {
        return STATE.keys(views);
    }

    @Override
    public void clear() {
        header.clear();
        members.clear();
        windows.clear();
        rows.clear();
        views.clear();
    }
}
