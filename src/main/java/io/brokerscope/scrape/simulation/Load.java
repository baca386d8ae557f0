package io.brokerscope.scrape.simulation;

import java.time.Duration;

/**
 * A rate that goes up and down, and what it adds up to. It is a sum of waves: a constant, the week,
 * the day and faster ones. So its integral has a closed form, and a counter needs no memory.
 */
final class Load {

    /** By wave; their sum is below 1, so that a rate is always above 0. */
    private static final double[] AMPLITUDES = {0.16, 0.42, 0.09, 0.06, 0.06, 0.05, 0.04};

    /** Wednesday noon, seen from the epoch, a Thursday. */
    private static final long MIDWEEK_MS = Duration.ofHours(6 * 24 + 12).toMillis();

    private static final double PEAK_HOUR = 13.5;
    private static final double SPREAD_HOURS = 2.5;
    private static final double HOUR_MS = 3_600_000;

    private final double base;

    // By wave: of its cosine, and of the integral of that.
    private final double[] rateCos = new double[AMPLITUDES.length];
    private final double[] rateSin = new double[AMPLITUDES.length];
    private final double[] sumCos = new double[AMPLITUDES.length];
    private final double[] sumSin = new double[AMPLITUDES.length];
    private final double atEpoch;

    /**
     * A load with phases of its own.
     *
     * @param base per second, on average over a week
     */
    Load(double base, Chance chance) {
        this.base = base;
        double peak =
                (PEAK_HOUR + chance.of("peak").between(-SPREAD_HOURS, SPREAD_HOURS)) * HOUR_MS;
        double begin = 0;
        for (int wave = 0; wave < AMPLITUDES.length; wave++) {
            double period = Moment.PERIODS_MS[wave];
            double crest =
                    switch (wave) {
                        case 0 -> MIDWEEK_MS;
                        case 1 -> peak;
                        // A shoulder in the morning; it changes little at the peak and at night.
                        case 2 -> peak - 4 * HOUR_MS;
                        default -> chance.of(wave).unit() * period;
                    };
            double phase = 2 * Math.PI * crest / period;
            double amplitude = AMPLITUDES[wave] * chance.of("size").of(wave).between(0.8, 1.0);
            double perRadian = amplitude * period / 1000 / (2 * Math.PI);
            rateCos[wave] = amplitude * Math.cos(phase);
            rateSin[wave] = amplitude * Math.sin(phase);
            sumSin[wave] = perRadian * Math.cos(phase);
            sumCos[wave] = -perRadian * Math.sin(phase);
            begin += sumCos[wave];
        }
        atEpoch = begin;
    }

    /** Per second. */
    double rate(Moment moment) {
        double sum = 1;
        for (int wave = 0; wave < rateCos.length; wave++) {
            sum += rateCos[wave] * moment.cos[wave] + rateSin[wave] * moment.sin[wave];
        }
        return base * sum;
    }

    /** What came since the epoch. It never falls, and grows with every millisecond. */
    double total(Moment moment) {
        double sum = moment.seconds - atEpoch;
        for (int wave = 0; wave < sumCos.length; wave++) {
            sum += sumCos[wave] * moment.cos[wave] + sumSin[wave] * moment.sin[wave];
        }
        return Math.max(0, base * sum);
    }
}
