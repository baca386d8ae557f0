package io.brokerscope.testsupport;

import io.brokerscope.model.JmxQuery;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A catalog that knows series whose name begins with {@code known_}, all of them counters. */
public final class SmallCatalog implements SeriesCatalog {

    /** Collectors made so far. */
    public final AtomicInteger collectors = new AtomicInteger();

    private final long retainedBytes;

    public SmallCatalog() {
        this(1_000);
    }

    /**
     * @param retainedBytes what each collector claims to hold, beside 64 bytes a series
     */
    public SmallCatalog(long retainedBytes) {
        this.retainedBytes = retainedBytes;
    }

    @Override
    public SeriesCollector collector(String dialect, LimitSettings limits, FilterSettings topics) {
        collectors.incrementAndGet();
        return new Collector();
    }

    @Override
    public List<JmxQuery> jmxQueries() {
        return List.of();
    }

    private final class Collector implements SeriesCollector {

        private final List<String> names = new ArrayList<>();
        private final List<Long> values = new ArrayList<>();

        @Override
        public long begin() {
            for (int i = 0; i < values.size(); i++) {
                values.set(i, -1L);
            }
            return 1;
        }

        @Override
        public int series(String name, String[] labels) {
            if (!name.startsWith("known_")) {
                return UNKNOWN;
            }
            int known = names.indexOf(name);
            if (known >= 0) {
                return known;
            }
            names.add(name);
            values.add(-1L);
            return names.size() - 1;
        }

        @Override
        public void sample(int handle, double value) {
            values.set(handle, (long) value);
        }

        @Override
        public Collected end(boolean complete) {
            SeriesTable.Builder table = new SeriesTable.Builder();
            List<Long> seen = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                if (values.get(i) >= 0) {
                    table.row(new SeriesTable.SeriesKey(names.get(i), null, null));
                    seen.add(values.get(i));
                }
            }
            return new Collected(
                    new Readings(
                            "small",
                            -1,
                            complete,
                            table.build(),
                            seen.stream().mapToLong(Long::longValue).toArray(),
                            SeriesTable.EMPTY,
                            new double[0]),
                    0);
        }

        @Override
        public long retainedBytes() {
            return retainedBytes + 64L * names.size();
        }
    }
}
