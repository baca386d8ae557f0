package io.brokerscope.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells log4j where its configuration and its file are. To be called before anything logs: log4j
 * reads the system properties once, when the first logger is made.
 */
public final class Logging {

    private static final String CONFIGURATION = "log4j2.configurationFile";
    private static final String FOLDER = "brokerscope.log.dir";
    private static final String CONSOLE_LEVEL = "brokerscope.console.level";

    private Logging() {}

    /**
     * Sets log4j's system properties where a person has not set them by {@code -D}.
     *
     * @param conf folder with {@code log4j2.properties}; without that file log4j's own search holds
     * @param folder for the log file
     * @param consoleLevel what goes to standard error, for example {@code WARN}
     */
    public static void configure(Path conf, Path folder, String consoleLevel) {
        Path file = conf.resolve("log4j2.properties");
        if (Files.isRegularFile(file)) {
            setIfAbsent(CONFIGURATION, file.toUri().toString());
        }
        setIfAbsent(FOLDER, folder.toString());
        setIfAbsent(CONSOLE_LEVEL, consoleLevel);
    }

    /**
     * The same for a command without a folder of its own: its log is in {@code brokerscope} in the
     * folder for temporary files.
     */
    public static void configure(Path conf, String consoleLevel) {
        configure(conf, Path.of(System.getProperty("java.io.tmpdir"), "brokerscope"), consoleLevel);
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
