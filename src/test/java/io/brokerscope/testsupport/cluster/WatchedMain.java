package io.brokerscope.testsupport.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and ends the process at once when its standard input ends: so no process
 * outlives the one that started it, however that one ended. Stands alone: it is the only class of
 * the tests that a Flink process sees.
 */
public final class WatchedMain {

    private static final int PARENT_GONE = 3;

    private WatchedMain() {}

    /**
     * Runs a main class.
     *
     * @param args its name, then its arguments
     */
    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(WatchedMain::awaitEndOfInput, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(args[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            System.err.println("standard input broke, so the parent is gone: " + e.getMessage());
        }
        Runtime.getRuntime().halt(PARENT_GONE);
    }
}
