package io.brokerscope.catalog;

import io.brokerscope.model.settings.FilterSettings;
import java.util.regex.Pattern;

/** Which topics are kept, and what can be the name of one at all. */
final class TopicFilter {

    private static final int MAX_LENGTH = 249;

    private final Pattern include;
    private final Pattern exclude;

    TopicFilter(FilterSettings settings) {
        include = Pattern.compile(settings.include());
        exclude = settings.exclude().isEmpty() ? null : Pattern.compile(settings.exclude());
    }

    boolean keeps(String topic) {
        return include.matcher(topic).matches()
                && (exclude == null || !exclude.matcher(topic).matches());
    }

    /** Whether Kafka would allow the name. */
    static boolean legal(String topic) {
        int length = topic.length();
        if (length == 0 || length > MAX_LENGTH || topic.equals(".") || topic.equals("..")) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = topic.charAt(i);
            boolean ok =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '.'
                            || c == '_'
                            || c == '-';
            if (!ok) {
                return false;
            }
        }
        return true;
    }
}
