package io.brokerscope.discovery;

import io.brokerscope.model.settings.ClusterSettings;
import java.io.Serializable;

/** Tells one state of a cluster's settings from another. Travels with the job graph. */
@FunctionalInterface
public interface Fingerprint extends Serializable {

    /** A text that changes when the settings change. */
    String of(ClusterSettings settings);
}
