package io.brokerscope.entity;

import io.brokerscope.model.settings.ClusterSettings;
import java.util.List;

/**
 * The state of one roll-up, as its core sees it. The job backs it with keyed state, tests with
 * maps. Values that are got and changed in place must be put again.
 */
public interface RollupStore {

    /** What belongs to the roll-up as a whole; null before the first target joined. */
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
     */
    record Header(ClusterSettings settings, long closedThrough, int staying, boolean settled) {}
}
