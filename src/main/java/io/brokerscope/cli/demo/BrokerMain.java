package io.brokerscope.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The process of one broker: formats its storage where that was not done before, then runs Kafka.
 * Ends at once when its standard input ends, so that no broker outlives the process that started
 * it, however that one ended.
 */
public final class BrokerMain {

    private static final int PARENT_GONE = 3;

    private BrokerMain() {}

    /**
     * Runs until SIGTERM or the end of standard input.
     *
     * @param args path of {@code server.properties}, cluster id
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        ignoreCtrlC();
        watchParent(System.in);
        int exitCode = format(args[0], args[1], System.out);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
        Kafka.main(new String[] {args[0]});
    }

    /** Formats the storage; leaves it as it is where that was done before. */
    static int format(String properties, String clusterId, PrintStream out) {
        return StorageTool.execute(
                new String[] {"format", "-t", clusterId, "-c", properties, "--ignore-formatted"},
                out);
    }

    private static void watchParent(InputStream input) {
        Thread watch =
                new Thread(
                        () -> {
                            awaitEnd(input);
                            // Not exit: a controlled shutdown may wait minutes for its peers.
                            Runtime.getRuntime().halt(PARENT_GONE);
                        },
                        "parent-watch");
        watch.setDaemon(true);
        watch.start();
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

    /**
     * A terminal sends Ctrl-C to every process in the foreground; the parent stops its brokers by
     * itself, after the job that still writes to them. By reflection, because javac warns of every
     * direct use of {@code sun.misc.Signal}, and nothing else in Java handles signals.
     */
    private static void ignoreCtrlC() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler nothing = (proxy, method, arguments) -> null;
        Object ignore =
                Proxy.newProxyInstance(
                        BrokerMain.class.getClassLoader(), new Class<?>[] {handler}, nothing);
        Object interrupt = signal.getConstructor(String.class).newInstance("INT");
        signal.getMethod("handle", signal, handler).invoke(null, interrupt, ignore);
    }
}
