package io.brokerscope.catalog;

import io.brokerscope.model.settings.FilterSettings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which topics are kept, and what can be the name of one at all. Not thread-safe. */
final class TopicFilter {

    private static final int MAX_LENGTH = 249;
    private static final String EVERYTHING = ".*";

    /** Used again for every topic; null where every topic matches. */
    private final Matcher include;

    /** Used again for every topic; null where no topic matches. */
    private final Matcher exclude;

    TopicFilter(FilterSettings settings) {
        include = settings.include().equals(EVERYTHING) ? null : matcher(settings.include());
        exclude = settings.exclude().isEmpty() ? null : matcher(settings.exclude());
    }

    private static Matcher matcher(String regex) {
        return Pattern.compile(regex).matcher("");
    }

    /** Whether a topic that is legal is kept. */
    boolean keeps(String topic) {
        return (include == null || include.reset(topic).matches())
                && (exclude == null || !exclude.reset(topic).matches());
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
