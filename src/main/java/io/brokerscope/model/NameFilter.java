package io.brokerscope.model;

import io.brokerscope.model.settings.FilterSettings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which topics or groups are looked at. Not thread-safe. */
public final class NameFilter {

    private static final String EVERYTHING = ".*";

    /** Used again for every name; null where every name matches. */
    private final Matcher include;

    /** Used again for every name; null where no name matches. */
    private final Matcher exclude;

    /** The filter of these settings, whose regular expressions are valid. */
    public NameFilter(FilterSettings settings) {
        include = settings.include().equals(EVERYTHING) ? null : matcher(settings.include());
        exclude = settings.exclude().isEmpty() ? null : matcher(settings.exclude());
    }

    private static Matcher matcher(String regex) {
        return Pattern.compile(regex).matcher("");
    }

    /** Whether what has this name is looked at. */
    public boolean keeps(String name) {
        return (include == null || include.reset(name).matches())
                && (exclude == null || !exclude.reset(name).matches());
    }
}
