package io.brokerscope.catalog;

/** How several series of one row become one value. */
public enum Fold {
    /** There is one series; of several the last one read counts. */
    LAST("last"),
    /** The sum. */
    SUM("sum"),
    /** The largest. */
    MAX("max"),
    /** How many series there are. */
    COUNT("count"),
    /** How many series are above zero; 0 where none is. */
    COUNT_POSITIVE("countPositive"),
    /** The sum of those above zero; absent where none is. */
    SUM_POSITIVE("sumPositive");

    private final String key;

    Fold(String key) {
        this.key = key;
    }

    /** The word for it in catalog files. */
    public String key() {
        return key;
    }

    /** Whether the value stands on all series of the row together. */
    boolean needsAll() {
        return this != LAST;
    }
}
