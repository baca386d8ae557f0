package io.brokerscope.testsupport.proxy;

/** Looks at what the client of one connection sends, before it is passed on. */
@FunctionalInterface
public interface RequestFilter {

    /**
     * Whether these bytes may be passed on; otherwise the connection is broken.
     *
     * @param bytes what came, from 0 to {@code size}
     * @param size number of bytes
     */
    boolean passes(byte[] bytes, int size);
}
