package io.brokerscope.config;

import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.ProcessSettings;
import java.util.List;

/**
 * The checked configuration. Immutable. References to secrets are as written; no secret is
 * resolved.
 *
 * @param account account that the GUIDs of all entities begin with
 * @param output where records are written
 * @param clusters the clusters named in the file itself; unique by name, never null
 * @param clustersFrom file or folder whose clusters are watched; null for none. At least one of
 *     this and {@code clusters} was given
 * @param process bounds of the job and its processes
 * @param catalog paths of further dialect files; never null
 * @param clusterDefaults what the clusters of watched files inherit; never null
 */
public record BrokerscopeConfig(
        String account,
        OutputSettings output,
        List<ClusterSettings> clusters,
        String clustersFrom,
        ProcessSettings process,
        List<String> catalog,
        ClusterDefaults clusterDefaults) {}
