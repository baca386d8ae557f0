package io.brokerscope.entity;

import io.brokerscope.model.settings.ClusterSettings;
import java.util.List;

/**
 * The state of one roll-up, as its core sees it. The job backs it with keyed state, tests with
 * maps. Values that are got and changed in place must be put again.
 */
public interface RollupStore {

    /** What belongs to the roll-up as a whole; null before the first target came. */
    Header header();

    /** Keeps the header. */
    void header(Header header);

    /** A member, or null. */
    Member member(String target);

    /** Keeps a member. */
    void member(String target, Member member);

    /** Forgets a member. */
    void removeMember(String target);

    /** Names of all members. */
    List<String> members();

    /** A window, or null. */
    RollupWindow window(long start);

    /** Keeps a window. */
    void window(RollupWindow window);

    /** Forgets a window. */
    void removeWindow(long start);

    /** Starts of all windows, ascending. */
    List<Long> windows();

    /** A row, or null. */
    RowState row(String name);

    /** Keeps a row. */
    void row(String name, RowState row);

    /** Forgets a row. */
    void removeRow(String name);

    /** Names of all rows. */
    List<String> rows();

    /** What the cluster told of a row, or null. */
    View view(String name);

    /** Keeps what the cluster told of a row. */
    void view(String name, View view);

    /** Forgets what the cluster told of a row. */
    void removeView(String name);

    /** Names of all rows that the cluster told of. */
    List<String> views();

    /** Forgets everything. */
    void clear();

    /**
     * What belongs to a roll-up as a whole.
     *
     * @param settings settings of the cluster
     * @param closedThrough start of the newest window that was closed; {@link Long#MIN_VALUE}
     *     before the first
     * @param staying number of members that have not left
     * @param settled whether a window was whole once, so that a new row is news
     * @param watcher incarnation in which the cluster itself is asked; 0 where it is not
     * @param viewed whether it told of all its rows once, so that a row it did not tell of is news
     */
    record Header(
            ClusterSettings settings,
            long closedThrough,
            int staying,
            boolean settled,
            long watcher,
            boolean viewed) {

        /** Nothing has come yet. */
        static Header begin(ClusterSettings settings) {
            return new Header(settings, Long.MIN_VALUE, 0, false, 0, false);
        }

        boolean watched() {
            return watcher != 0;
        }

        Header with(ClusterSettings newSettings) {
            return new Header(newSettings, closedThrough, staying, settled, watcher, viewed);
        }

        Header staying(int members) {
            return new Header(settings, closedThrough, members, settled, watcher, viewed);
        }

        Header closed(long start, boolean whole) {
            return new Header(
                    settings,
                    Math.max(closedThrough, start),
                    staying,
                    settled || whole,
                    watcher,
                    viewed);
        }

        Header watched(long incarnation, boolean everything) {
            return new Header(settings, closedThrough, staying, settled, incarnation, everything);
        }
    }
}
