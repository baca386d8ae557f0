package io.brokerscope.coverage;

import java.util.Comparator;

/** Ids of targets of one cluster. */
final class TargetIds {

    /** Node ids by number. */
    static final Comparator<String> ORDER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private TargetIds() {}
}
