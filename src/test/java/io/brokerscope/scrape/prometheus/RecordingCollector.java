package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.SeriesCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes down what a parser tells, and complains when the parser breaks the contract. */
final class RecordingCollector implements SeriesCollector {

    /** Every introduction, as {@code name[label, value, ...]}. */
    final List<String> introduced = new ArrayList<>();

    /** The samples of the read at hand. */
    final List<Sample> samples = new ArrayList<>();

    long generation = 1;
    Predicate<String> wanted = name -> true;

    private final List<String> byHandle = new ArrayList<>();
    private int firstValidHandle;
    private long begunGeneration;

    /**
     * A sample as the collector understands it.
     *
     * @param bits the value's bits, so that NaN equals itself and zeros differ
     */
    record Sample(String series, long bits) {

        static Sample of(String series, double value) {
            return new Sample(series, Double.doubleToRawLongBits(value));
        }

        @Override
        public String toString() {
            return series + "=" + Double.longBitsToDouble(bits);
        }
    }

    @Override
    public long begin() {
        if (generation != begunGeneration) {
            firstValidHandle = byHandle.size();
            begunGeneration = generation;
        }
        samples.clear();
        return generation;
    }

    @Override
    public int series(String name, String[] labels) {
        String series = name + List.of(labels);
        introduced.add(series);
        if (!wanted.test(name)) {
            return UNKNOWN;
        }
        byHandle.add(series);
        return byHandle.size() - 1;
    }

    @Override
    public void sample(int handle, double value) {
        if (handle < firstValidHandle) {
            throw new IllegalStateException("handle " + handle + " is void");
        }
        samples.add(Sample.of(byHandle.get(handle), value));
    }

    @Override
    public Collected end(boolean complete) {
        throw new UnsupportedOperationException("the parser does not end a collection");
    }

    @Override
    public long retainedBytes() {
        return 0;
    }
}
