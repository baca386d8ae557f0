package io.brokerscope.scrape.jmx;

import io.brokerscope.model.Texts;

/** An exception that the other side answered with; the connection is as good as before. */
final class RemoteFailure extends Exception {

    private final transient SerialObject thrown;

    RemoteFailure(SerialObject thrown) {
        super(sentence(thrown), null, false, false);
        this.thrown = thrown;
    }

    /** Whether the exception is of this class or a class below. */
    boolean is(Class<? extends Throwable> type) {
        return thrown.is(type.getName());
    }

    private static String sentence(SerialObject thrown) {
        String name = thrown.className();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        Object message = thrown.field("detailMessage");
        return Texts.shown(message instanceof String text ? simple + ": " + text : simple);
    }
}
