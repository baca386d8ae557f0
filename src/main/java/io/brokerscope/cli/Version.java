package io.brokerscope.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build; a test holds it against the one in {@code pom.xml}. */
public final class Version implements IVersionProvider {

    static final String VERSION = "0.1.0";

    @Override
    public String[] getVersion() {
        return new String[] {
            "brokerscope " + VERSION,
            "Java " + Runtime.version() + ", " + System.getProperty("os.name")
        };
    }
}
