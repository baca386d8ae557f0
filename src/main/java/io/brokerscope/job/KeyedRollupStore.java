package io.brokerscope.job;

import io.brokerscope.entity.Member;
import io.brokerscope.entity.RollupStore;
import io.brokerscope.entity.RollupWindow;
import io.brokerscope.entity.RowState;
import io.brokerscope.entity.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.util.FlinkRuntimeException;

/** The state of the roll-up under the current key. */
final class KeyedRollupStore implements RollupStore {

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
        return access(header::value);
    }

    @Override
    public void header(Header value) {
        change(() -> header.update(value));
    }

    @Override
    public Member member(String target) {
        return access(() -> members.get(target));
    }

    @Override
    public void member(String target, Member member) {
        change(() -> members.put(target, member));
    }

    @Override
    public void removeMember(String target) {
        change(() -> members.remove(target));
    }

    @Override
    public List<String> members() {
        return access(() -> keys(members));
    }

    @Override
    public RollupWindow window(long start) {
        return access(() -> windows.get(start));
    }

    @Override
    public void window(RollupWindow window) {
        change(() -> windows.put(window.start(), window));
    }

    @Override
    public void removeWindow(long start) {
        change(() -> windows.remove(start));
    }

    @Override
    public List<Long> windows() {
        List<Long> starts = access(() -> keys(windows));
        Collections.sort(starts);
        return starts;
    }

    @Override
    public RowState row(String name) {
        return access(() -> rows.get(name));
    }

    @Override
    public void row(String name, RowState row) {
        change(() -> rows.put(name, row));
    }

    @Override
    public void removeRow(String name) {
        change(() -> rows.remove(name));
    }

    @Override
    public List<String> rows() {
        return access(() -> keys(rows));
    }

    @Override
    public View view(String name) {
        return access(() -> views.get(name));
    }

    @Override
    public void view(String name, View view) {
        change(() -> views.put(name, view));
    }

    @Override
    public void removeView(String name) {
        change(() -> views.remove(name));
    }

    @Override
    public List<String> views() {
        return access(() -> keys(views));
    }

    @Override
    public void clear() {
        header.clear();
        members.clear();
        windows.clear();
        rows.clear();
        views.clear();
    }

    private static <K> List<K> keys(MapState<K, ?> state) throws Exception {
        List<K> keys = new ArrayList<>();
        for (K key : state.keys()) {
            keys.add(key);
        }
        return keys;
    }

    private static <T> T access(Access<T> access) {
        try {
            return access.get();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state of a roll-up cannot be read", e);
        }
    }

    private static void change(Change change) {
        try {
            change.run();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state of a roll-up cannot be written", e);
        }
    }

    private interface Access<T> {
        T get() throws Exception;
    }

    private interface Change {
        void run() throws Exception;
    }
}
