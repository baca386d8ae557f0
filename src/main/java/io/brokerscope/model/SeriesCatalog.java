package io.brokerscope.model;

import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;

/**
 * What is known about series: the port between whoever reads an answer and the catalog of rules.
 * Thread-safe and shared by all reads of a process.
 */
public interface SeriesCatalog {

    /**
     * A collector for one target, kept from read to read.
     *
     * @param dialect name of the dialect to use, or null to recognise it from the content
     * @param limits series and topics kept per read; series of topics give way to those of the
     *     broker
     * @param topics which topics are kept
     */
    SeriesCollector collector(String dialect, LimitSettings limits, FilterSettings topics);
}
