package io.brokerscope.catalog;

/** What can be the name of a topic. */
final class TopicNames {

    private static final int MAX_LENGTH = 249;

    private TopicNames() {}

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
