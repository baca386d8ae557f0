package io.brokerscope.scrape.admin;

import io.brokerscope.model.settings.FilterSettings;
import java.util.regex.Pattern;

/** Which topics or groups are read. */
final class NameFilter {

    private final Pattern include;
    private final Pattern exclude;

    NameFilter(FilterSettings settings) {
        include = Pattern.compile(settings.include());
        exclude = Pattern.compile(settings.exclude());
    }

    boolean keeps(String name) {
        return include.matcher(name).matches() && !exclude.matcher(name).matches();
    }
}
