package io.brokerscope.source;

import io.brokerscope.model.DiscoveryNotice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * From the enumerator to a reader: what discovery has to tell, to be emitted as records.
 *
 * @param entries the notices, oldest first
 */
public record Notices(ArrayList<Entry> entries) implements SourceEvent {

    /** A {@link DiscoveryNotice} in a form that can be sent. */
    public record Entry(String cluster, DiscoveryNotice.Type type, String message, long at)
            implements Serializable {}

    /** The notices in a form that can be sent. */
    public static Notices of(Collection<DiscoveryNotice> notices) {
        ArrayList<Entry> entries = new ArrayList<>(notices.size());
        notices.forEach(n -> entries.add(new Entry(n.cluster(), n.type(), n.message(), n.at())));
        return new Notices(entries);
    }

    /** The notices as they were. */
    public List<DiscoveryNotice> notices() {
        return entries.stream()
                .map(e -> new DiscoveryNotice(e.cluster(), e.type(), e.message(), e.at()))
                .toList();
    }
}
