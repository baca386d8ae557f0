package io.brokerscope.catalog;

import io.brokerscope.model.NameFilter;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCollector.Collected;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.settings.LimitSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of one target under one dialect, and the series that lead to them. Rows and series are
 * added and never removed; a book that holds too much of what is gone asks to be replaced.
 *
 * <p>A series leads to one or more {@link Links}, each to one row; its handle is the first one. A
 * row takes its value from the first rule of the dialect that is present in the read: exporters
 * tell some things twice.
 */
final class Book {

    /** Not a row: the series is known, but its topic is not wanted. */
    private static final int IGNORED = -2;

    /** Not a row: there was no room for it, or its topic cannot be one. */
    private static final int CUT = -3;

    /** Not a row: whether the exporter could not read everything. */
    private static final int SCRAPE_ERROR = -5;

    /** Not a row: the start of the process. */
    private static final int PROCESS_START = -4;

    /** What a row takes in the arrays below. */
    private static final int ROW_BYTES = 4 * Integer.BYTES + 2 * Long.BYTES + 3;

    private static final int MAX_QUALIFIER = 250;
    private static final int MAX_QUALIFIERS = 512;

    /** The largest double below 2^63. */
    private static final double MAX_COUNTER = 0x1.fffffffffffffp62;

    private final Dialect dialect;
    private final Map<String, Metric> metrics;
    private final LimitSettings limits;
    private final NameFilter topics;

    private final Links links = new Links();

    /**
     * Series that were introduced, once for each row they lead to; those without one are left out.
     */
    private int introduced;

    // Rules of the dialect, by index.
    private final Rule[] rules;
    private final boolean[] ruleSeen;

    // Rows.
    private final RowKeys keys = new RowKeys();
    private Metric[] rowMetric = new Metric[32];
    private boolean[] rowEvicted = new boolean[32];
    private int[] rowRule = new int[32];
    private int[] rowSamples = new int[32];
    private int[] rowWhole = new int[32];
    private boolean[] rowPresent = new boolean[32];
    private boolean[] rowInvalid = new boolean[32];
    private double[] rowGauge = new double[32];
    private long[] rowCounter = new long[32];
    private final Map<String, Integer> qualifiers = new HashMap<>();

    /** Topics with a row. Evicted rows count as well: they leave no room that a topic may take. */
    private int keptTopics;

    private int kept;
    private int evictBelow = Integer.MAX_VALUE;

    // The read.
    private int sampled;
    private int cut;
    private boolean invalid;
    private long processStartAt;
    private int processStartRule;
    private boolean exporterFailed;

    private final Columns counters;
    private final Columns gauges;

    Book(
            Dialect dialect,
            Map<String, Metric> metrics,
            LimitSettings limits,
            NameFilter topics,
            Columns counters,
            Columns gauges) {
        this.dialect = dialect;
        this.metrics = metrics;
        this.limits = limits;
        this.topics = topics;
        this.counters = counters;
        this.gauges = gauges;
        rules = dialect.rules();
        ruleSeen = new boolean[rules.length];
        begin();
    }

    Dialect dialect() {
        return dialect;
    }

    void begin() {
        Arrays.fill(ruleSeen, false);
        Arrays.fill(rowRule, 0, keys.rows(), Integer.MAX_VALUE);
        Arrays.fill(rowSamples, 0, keys.rows(), 0);
        Arrays.fill(rowPresent, 0, keys.rows(), false);
        Arrays.fill(rowInvalid, 0, keys.rows(), false);
        sampled = 0;
        cut = 0;
        invalid = false;
        processStartAt = -1;
        processStartRule = Integer.MAX_VALUE;
        exporterFailed = false;
    }

    /** The handle of a series. */
    int introduce(Rule.Match match) {
        int rule = match.rule().index();
        Metric metric = match.rule().metric();
        if (metric.kind() == MetricKind.PROCESS_START) {
            return noRow(PROCESS_START, rule);
        }
        if (metric.kind() == MetricKind.SCRAPE_ERROR) {
            return noRow(SCRAPE_ERROR, rule);
        }
        if (match.topic() != null && !keys.hasTopic(match.topic())) {
            if (!TopicNames.legal(match.topic())) {
                return noRow(CUT, rule);
            }
            if (!topics.keeps(match.topic())) {
                return noRow(IGNORED, rule);
            }
        }
        if (match.qualifier() != null && !legal(match.qualifier())) {
            return noRow(CUT, rule);
        }
        if (metric.into().isEmpty()) {
            int row = row(metric, match);
            return row == CUT ? noRow(CUT, rule) : link(Links.NONE, row, rule, match.state());
        }
        int[] into = new int[metric.into().size()];
        boolean allCut = true;
        for (int i = 0; i < into.length; i++) {
            into[i] = row(metrics.get(metric.into().get(i)), match);
            allCut &= into[i] == CUT;
        }
        if (allCut) {
            return noRow(CUT, rule);
        }
        int handle = Links.NONE;
        for (int row : into) {
            handle = link(handle, row, rule, match.state());
        }
        return handle;
    }

    /** A series like one that was introduced before, with its handle. */
    void introduceAlike(int handle) {
        for (int link = handle; link >= 0; link = links.next(link)) {
            introduced += links.row(link) >= 0 ? 1 : 0;
        }
    }

    private static boolean legal(String qualifier) {
        return qualifier.length() <= MAX_QUALIFIER
                && qualifier.chars().noneMatch(Character::isISOControl);
    }

    private int noRow(int instead, int rule) {
        return links.of(Links.NONE, instead, rule, Double.NaN);
    }

    private int link(int next, int row, int rule, double state) {
        introduced++;
        return links.of(next, row, rule, state);
    }

    private int row(Metric metric, Rule.Match match) {
        int known = keys.find(metric.name(), match.topic(), match.qualifier());
        if (known >= 0) {
            return known;
        }
        if (match.topic() == null && match.qualifier() != null) {
            int already = qualifiers.merge(metric.name(), 1, Integer::sum);
            if (already > MAX_QUALIFIERS) {
                return CUT;
            }
        }
        boolean newTopic = match.topic() != null && !keys.hasTopic(match.topic());
        if (newTopic && keptTopics == limits.topics()) {
            return CUT;
        }
        if (kept == limits.series() && (match.topic() != null || !evictTopic())) {
            return CUT;
        }
        if (keys.rows() == rowMetric.length) {
            growRows();
        }
        int row = keys.add(metric.name(), match.topic(), match.qualifier());
        rowMetric[row] = metric;
        rowRule[row] = Integer.MAX_VALUE;
        kept++;
        keptTopics += newTopic ? 1 : 0;
        return row;
    }

    private void growRows() {
        int size = keys.rows() * 2;
        rowMetric = Arrays.copyOf(rowMetric, size);
        rowEvicted = Arrays.copyOf(rowEvicted, size);
        rowRule = Arrays.copyOf(rowRule, size);
        rowSamples = Arrays.copyOf(rowSamples, size);
        rowWhole = Arrays.copyOf(rowWhole, size);
        rowPresent = Arrays.copyOf(rowPresent, size);
        rowInvalid = Arrays.copyOf(rowInvalid, size);
        rowGauge = Arrays.copyOf(rowGauge, size);
        rowCounter = Arrays.copyOf(rowCounter, size);
    }

    /** Gives up the topic's row that came last; false where every row is the broker's. */
    private boolean evictTopic() {
        for (int row = Math.min(evictBelow, keys.rows()) - 1; row >= 0; row--) {
            if (keys.ofTopic(row) && !rowEvicted[row]) {
                rowEvicted[row] = true;
                cut += rowSamples[row];
                kept--;
                evictBelow = row;
                return true;
            }
        }
        evictBelow = 0;
        return false;
    }

    /** Adds a sample; allocates nothing. */
    void sample(int handle, double value) {
        boolean wasCut = false;
        for (int link = handle; link >= 0; link = links.next(link)) {
            int rule = links.rule(link);
            int row = links.row(link);
            ruleSeen[rule] = true;
            sampled++;
            if (row >= 0 && !rowEvicted[row]) {
                add(row, rule, links.state(link), value);
            } else if (row == PROCESS_START) {
                processStart(rule, value);
            } else if (row == SCRAPE_ERROR) {
                exporterFailed |= value > 0;
            } else if (row != IGNORED) {
                wasCut = true;
            }
        }
        if (wasCut) {
            cut++;
        }
    }

    private void processStart(int rule, double value) {
        double millis = Math.rint(value * rules[rule].spec().scale());
        if (rule <= processStartRule && millis > 0 && millis < MAX_COUNTER) {
            processStartRule = rule;
            processStartAt = (long) millis;
        }
    }

    private void add(int row, int rule, double state, double raw) {
        if (rule != rowRule[row]) {
            if (rule > rowRule[row]) {
                return;
            }
            rowRule[row] = rule;
            rowSamples[row] = 0;
            rowPresent[row] = false;
            rowInvalid[row] = false;
        }
        rowSamples[row]++;
        boolean told = !Double.isNaN(state);
        if (told && !(raw > 0)) {
            return;
        }
        double value = told ? state : raw * rules[rule].spec().scale();
        if (rowMetric[row].kind() == MetricKind.COUNTER) {
            addCounter(row, Math.rint(value));
        } else if (Double.isFinite(value) && value >= rowMetric[row].minimum()) {
            addGauge(row, value);
        }
    }

    private void addCounter(int row, double value) {
        if (!(value >= 0 && value <= MAX_COUNTER)) {
            rowInvalid[row] = true;
            return;
        }
        long whole = (long) value;
        if (rowPresent[row] && rowMetric[row].fold() != Fold.LAST) {
            long sum = rowCounter[row] + whole;
            rowInvalid[row] |= sum < 0;
            rowCounter[row] = sum;
        } else {
            rowCounter[row] = whole;
            rowPresent[row] = true;
        }
    }

    private void addGauge(int row, double value) {
        double before = rowPresent[row] ? rowGauge[row] : 0;
        boolean first = !rowPresent[row];
        switch (rowMetric[row].fold()) {
            case LAST -> rowGauge[row] = value;
            case SUM -> rowGauge[row] = before + value;
            case MAX -> rowGauge[row] = first ? value : Math.max(before, value);
            case COUNT -> rowGauge[row] = before + 1;
            case COUNT_POSITIVE -> rowGauge[row] = before + (value > 0 ? 1 : 0);
            case SUM_POSITIVE -> {
                if (!(value > 0)) {
                    return;
                }
                rowGauge[row] = before + value;
            }
        }
        rowPresent[row] = true;
    }

    /**
     * Ends the read. Of an answer that was not read whole, a row that stands on several series is
     * given only if all series of the last whole answer are there: half a sum is no value.
     *
     * @param readWhole whether every line of the answer was read; it still is not complete where
     *     the exporter says that it could not read everything itself
     */
    Collected end(boolean readWhole, String name) {
        boolean complete = readWhole && !exporterFailed;
        counters.begin();
        gauges.begin();
        for (int row = 0; row < keys.rows(); row++) {
            if (rowEvicted[row]) {
                continue;
            }
            if (rowInvalid[row]) {
                invalid = true;
                continue;
            }
            boolean whole =
                    complete
                            || !rowMetric[row].fold().needsAll()
                            || rowWhole[row] > 0 && rowSamples[row] >= rowWhole[row];
            if (rowPresent[row] && whole) {
                (rowMetric[row].kind() == MetricKind.COUNTER ? counters : gauges).add(row);
            }
        }
        if (complete) {
            System.arraycopy(rowSamples, 0, rowWhole, 0, keys.rows());
        }
        SeriesTable counterTable = counters.table(keys);
        long[] counterValues = new long[counterTable.rows()];
        for (int i = 0; i < counterValues.length; i++) {
            counterValues[i] = rowCounter[counters.row(i)];
        }
        SeriesTable gaugeTable = gauges.table(keys);
        double[] gaugeValues = new double[gaugeTable.rows()];
        for (int i = 0; i < gaugeValues.length; i++) {
            gaugeValues[i] = rowGauge[gauges.row(i)];
        }
        Readings readings =
                new Readings(
                        name,
                        processStartAt,
                        complete && cut == 0 && !invalid,
                        counterTable,
                        counterValues,
                        gaugeTable,
                        gaugeValues);
        return new Collected(readings, cut);
    }

    /** How many of the dialect's own rules were seen in this read. */
    int ownRulesSeen() {
        int seen = 0;
        for (int i = 0; i < rules.length; i++) {
            if (ruleSeen[i] && !rules[i].common()) {
                seen++;
            }
        }
        return seen;
    }

    /** Name of the dialect with the variant most rules seen in this read speak for. */
    String fullName() {
        if (dialect.variants().isEmpty()) {
            return dialect.name();
        }
        int[] votes = new int[dialect.variants().size()];
        for (int i = 0; i < rules.length; i++) {
            if (ruleSeen[i] && rules[i].spec().variant() != null) {
                votes[dialect.variants().indexOf(rules[i].spec().variant())]++;
            }
        }
        int best = -1;
        boolean tied = false;
        for (int i = 0; i < votes.length; i++) {
            if (votes[i] > 0 && (best < 0 || votes[i] > votes[best])) {
                best = i;
                tied = false;
            } else if (best >= 0 && votes[i] == votes[best]) {
                tied = true;
            }
        }
        return dialect.fullName(best < 0 || tied ? null : dialect.variants().get(best));
    }

    /** Whether most of what the book holds is gone from the answers, or keeps others out. */
    boolean stale(boolean complete) {
        int gone = 0;
        int ofTopics = 0;
        int goneOfTopics = 0;
        for (int row = 0; row < keys.rows(); row++) {
            if (rowEvicted[row]) {
                continue;
            }
            boolean ofTopic = keys.ofTopic(row);
            ofTopics += ofTopic ? 1 : 0;
            if (rowSamples[row] == 0) {
                gone++;
                goneOfTopics += ofTopic ? 1 : 0;
            }
        }
        if (!complete) {
            // What an answer lacks may be in the part that was not read; but where most of what is
            // kept is not seen, it has no claim to the room of what is.
            return introduced > 8L * sampled + 65_536 || cut > 0 && goneOfTopics > ofTopics / 2;
        }
        // The topics are looked at on their own: few of them among many rows of the broker keep
        // other topics out as well.
        return introduced - sampled > Math.max(1_024, introduced / 4)
                || gone > Math.max(256, keys.rows() / 4)
                || cut > 0 && (gone > keys.rows() / 8 || goneOfTopics > ofTopics / 8);
    }

    long retainedBytes() {
        return links.bytes() + (long) ROW_BYTES * rowMetric.length + keys.bytes();
    }
}
