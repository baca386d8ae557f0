package io.brokerscope.scrape.simulation;

/**
 * A draw that always comes out the same: a hash of the seed and of what is drawn for.
 *
 * @param bits evenly spread
 */
record Chance(long bits) {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** What everything of a cluster is drawn from. */
    static Chance of(long seed, String cluster) {
        return new Chance(mix(seed + GOLDEN)).of(cluster);
    }

    /** Another draw, for what has this name. */
    Chance of(String name) {
        long hash = bits;
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash ^ name.charAt(i));
        }
        return new Chance(mix(hash + GOLDEN));
    }

    /** Another draw, for what has this number. */
    Chance of(long number) {
        return new Chance(mix(bits + GOLDEN * (number + 1)));
    }

    /** From 0 to 1, 1 excluded. */
    double unit() {
        return (bits >>> 11) * 0x1p-53;
    }

    double between(double least, double most) {
        return least + unit() * (most - least);
    }

    long between(long least, long most) {
        return least + (long) (unit() * (most - least + 1));
    }

    /** From 0 to {@code count}, {@code count} excluded. */
    int below(int count) {
        return (int) (unit() * count);
    }

    /** SplitMix64. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
