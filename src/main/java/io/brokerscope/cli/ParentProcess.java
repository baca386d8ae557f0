package io.brokerscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** What a process of ours does on behalf of the one that started it. */
public final class ParentProcess {

    private static final int PARENT_GONE = 3;

    private ParentProcess() {}

    /**
     * Ends this process at once when its standard input ends, so that it does not outlive the
     * process that started it, however that one ended.
     */
    public static void endWithParent() {
        Thread watch =
                new Thread(
                        () -> {
                            awaitEnd(System.in);
                            // Not exit: an orderly shutdown may wait minutes for its peers.
                            Runtime.getRuntime().halt(PARENT_GONE);
                        },
                        "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * A terminal sends Ctrl-C to every process in the foreground; the parent stops its children by
     * itself, in its own order. By reflection, because javac warns of every direct use of {@code
     * sun.misc.Signal}, and nothing else in Java handles signals.
     */
    public static void ignoreCtrlC() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler nothing = (proxy, method, arguments) -> null;
        Object ignore =
                Proxy.newProxyInstance(
                        ParentProcess.class.getClassLoader(), new Class<?>[] {handler}, nothing);
        Object interrupt = signal.getConstructor(String.class).newInstance("INT");
        signal.getMethod("handle", signal, handler).invoke(null, interrupt, ignore);
    }

    /** Returns when the stream has ended or broken. */
    static void awaitEnd(InputStream input) {
        byte[] ignored = new byte[64];
        try {
            while (input.read(ignored) >= 0) {
                continue;
            }
        } catch (IOException e) {
            System.err.println("standard input broke, so the parent is gone: " + e.getMessage());
        }
    }
}
