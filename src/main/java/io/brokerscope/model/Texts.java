package io.brokerscope.model;

/** Pieces of sentences. What comes from outside is bounded and stripped of control characters. */
public final class Texts {

    private static final int MAX_SHOWN = 200;

    private Texts() {}

    /**
     * A foreign text as it may stand in a sentence: on one line, at most 200 characters of it, and
     * the empty text visible.
     */
    public static String shown(String foreign) {
        if (foreign == null || foreign.isEmpty()) {
            return "''";
        }
        boolean cut = foreign.length() > MAX_SHOWN;
        String shown = cut ? foreign.substring(0, MAX_SHOWN) : foreign;
        return shown.replaceAll("[\\p{Cntrl}\\s]+", " ").strip() + (cut ? "…" : "");
    }

    /** A duration in seconds: {@code 10 s}, {@code 0.5 s}. */
    public static String seconds(long ms) {
        return ms % 1000 == 0 ? ms / 1000 + " s" : ms / 1000.0 + " s";
    }
}
