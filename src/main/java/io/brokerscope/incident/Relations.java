package io.brokerscope.incident;

import java.util.Set;

/** How the entities of one cluster hang together, as far as it is known. */
public interface Relations {

    /** Nothing is known. */
    Relations UNKNOWN =
            new Relations() {
                @Override
                public Boolean alive(String broker) {
                    return null;
                }

                @Override
                public boolean hosts(String broker, String topic) {
                    return true;
                }

                @Override
                public Set<String> reads(String group) {
                    return Set.of();
                }
            };

    /**
     * Whether the cluster itself sees a broker.
     *
     * @return false where it is fenced or not there, null where nobody knows
     */
    Boolean alive(String broker);

    /** Whether a broker has replicas of a topic; true where nobody knows. */
    boolean hosts(String broker, String topic);

    /** The topics that a consumer group reads; none where nobody knows. */
    Set<String> reads(String group);
}
