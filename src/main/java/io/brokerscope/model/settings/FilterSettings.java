package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * Which names are looked at: those that match {@code include} and not {@code exclude}, each over
 * the whole name.
 *
 * @param include regular expression
 * @param exclude regular expression; the empty string excludes nothing
 */
public record FilterSettings(String include, String exclude) implements Serializable {}
