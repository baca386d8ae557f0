package io.brokerscope.model.settings;

/**
 * Bounds of the whole job and of each TaskManager process.
 *
 * @param maxTargets targets at most over the fleet; the enumerator refuses more, and says so
 * @param maxConcurrent reads in flight at most per subtask; more wait, within their budget
 * @param memoryBytes bytes held by all reads of one TaskManager process, and between them by what
 *     makes the next read cheap; null for a third of the process's heap
 */
public record ProcessSettings(int maxTargets, int maxConcurrent, Long memoryBytes) {}
