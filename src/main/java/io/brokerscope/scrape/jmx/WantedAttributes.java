package io.brokerscope.scrape.jmx;

/**
 * What is wanted of one kind of MBean; shared by all of that kind and never changed.
 *
 * @param names what series are called after the domain: names of attributes, a dot leads into a
 *     composite one
 * @param paths the same, split at the dots
 * @param texts which of them are texts; the others are numbers
 * @param asked the attributes to ask for
 */
record WantedAttributes(String[] names, String[][] paths, boolean[] texts, String[] asked) {

    /** Whether one of them is a text. */
    boolean anyText() {
        for (boolean text : texts) {
            if (text) {
                return true;
            }
        }
        return false;
    }
}
