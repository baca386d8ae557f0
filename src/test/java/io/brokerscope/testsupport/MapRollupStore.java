package io.brokerscope.testsupport;

import io.brokerscope.entity.Member;
import io.brokerscope.entity.RollupStore;
import io.brokerscope.entity.RollupWindow;
import io.brokerscope.entity.RowState;
import io.brokerscope.entity.View;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * State of a roll-up in maps. Every value that goes in or out is copied by Flink's own serializer,
 * so that a change in place that is not put again is lost here as it would be in RocksDB.
 */
public final class MapRollupStore implements RollupStore {

    private static final TypeSerializer<RollupWindow> WINDOW = Serializers.of(RollupWindow.class);
    private static final TypeSerializer<RowState> ROW = Serializers.of(RowState.class);
    private static final TypeSerializer<View> VIEW = Serializers.of(View.class);

    private final boolean strict;
    private Header header;
    private final TreeMap<String, Member> members = new TreeMap<>();
    private final TreeMap<Long, RollupWindow> windows = new TreeMap<>();
    private final TreeMap<String, RowState> rows = new TreeMap<>();
    private final TreeMap<String, View> views = new TreeMap<>();

    /**
     * @param strict whether values are copied in and out
     */
    public MapRollupStore(boolean strict) {
        this.strict = strict;
    }

    /** An independent copy: a checkpoint. */
    public MapRollupStore snapshot() {
        MapRollupStore copy = new MapRollupStore(strict);
        copy.header = header;
        copy.members.putAll(members);
        windows.forEach((start, window) -> copy.windows.put(start, WINDOW.copy(window)));
        rows.forEach((name, row) -> copy.rows.put(name, ROW.copy(row)));
        views.forEach((name, view) -> copy.views.put(name, VIEW.copy(view)));
        return copy;
    }

    /** Whether nothing is left. */
    public boolean isEmpty() {
        return header == null
                && members.isEmpty()
                && windows.isEmpty()
                && rows.isEmpty()
                && views.isEmpty();
    }

    @Override
    public Header header() {
        return header;
    }

    @Override
    public void header(Header value) {
        header = value;
    }

    @Override
    public Member member(String target) {
        return members.get(target);
    }

    @Override
    public void member(String target, Member member) {
        members.put(target, member);
    }

    @Override
    public void removeMember(String target) {
        members.remove(target);
    }

    @Override
    public List<String> members() {
        return new ArrayList<>(members.keySet());
    }

    @Override
    public RollupWindow window(long start) {
        RollupWindow window = windows.get(start);
        return window == null || !strict ? window : WINDOW.copy(window);
    }

    @Override
    public void window(RollupWindow window) {
        windows.put(window.start(), strict ? WINDOW.copy(window) : window);
    }

    @Override
    public void removeWindow(long start) {
        windows.remove(start);
    }

    @Override
    public List<Long> windows() {
        return new ArrayList<>(windows.keySet());
    }

    @Override
    public RowState row(String name) {
        RowState row = rows.get(name);
        return row == null || !strict ? row : ROW.copy(row);
    }

    @Override
    public void row(String name, RowState row) {
        rows.put(name, strict ? ROW.copy(row) : row);
    }

    @Override
    public void removeRow(String name) {
        rows.remove(name);
    }

    @Override
    public List<String> rows() {
        return new ArrayList<>(rows.keySet());
    }

    @Override
    public View view(String name) {
        View view = views.get(name);
        return view == null || !strict ? view : VIEW.copy(view);
    }

    @Override
    public void view(String name, View view) {
        views.put(name, strict ? VIEW.copy(view) : view);
    }

    @Override
    public void removeView(String name) {
        views.remove(name);
    }

    @Override
    public List<String> views() {
        return new ArrayList<>(views.keySet());
    }

    @Override
    public void clear() {
        header = null;
        members.clear();
        windows.clear();
        rows.clear();
        views.clear();
    }
}
