package io.brokerscope.model;

import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import java.util.List;

/**
 * What is known about series: the port between whoever reads an answer and the catalog of rules.
 * Thread-safe and shared by all reads of a process.
 */
public interface SeriesCatalog {

    /** Dialect of MBeans as they are: the name of a series is {@code domain:attribute}. */
    String JMX = "jmx";

    /**
     * A collector for one target, kept from read to read.
     *
     * @param dialect name of the dialect to use, or null to recognise it from the content
     * @param limits series and topics kept per read; series of topics give way to those of the
     *     broker
     * @param topics which topics are kept
     */
    SeriesCollector collector(String dialect, LimitSettings limits, FilterSettings topics);

    /**
     * The MBeans a JMX reader has to ask for. What it reads goes to a collector of the dialect
     * {@link #JMX}: the name of a series is {@code domain:attribute}, its labels are the key
     * properties of the ObjectName; a text is told by a label {@code value} and the sample 1.
     */
    List<JmxQuery> jmxQueries();
}
