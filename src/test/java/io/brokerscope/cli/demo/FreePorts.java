package io.brokerscope.cli.demo;

import io.brokerscope.cli.Ports;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Rows of free ports for tests, below the range that the system gives out by itself. */
public final class FreePorts {

    private FreePorts() {}

    /** First of three free ports in a row. */
    static int row() {
        return row(first -> true);
    }

    /** First of three free ports in a row that fits. */
    static int row(IntPredicate fits) {
        return Ports.candidates()
                .filter(fits)
                .filter(first -> IntStream.range(first, first + 3).allMatch(Ports::isFree))
                .findFirst()
                .orElseThrow();
    }

    /** Ports for a whole demo. */
    static DemoPorts demo() {
        // A stretch for each kind, so that rows never overlap.
        return new DemoPorts(
                row(p -> p % 60 < 7),
                row(p -> p % 60 >= 10 && p % 60 < 17),
                row(p -> p % 60 >= 20 && p % 60 < 27),
                row(p -> p % 60 >= 31 && p % 60 < 38),
                row(p -> p % 60 >= 40 && p % 60 < 47),
                row(p -> p % 60 >= 50 && p % 60 < 57));
    }

    /** The command line of a demo on free ports. */
    public static List<String> arguments() {
        return arguments(demo());
    }

    /** The command line of a demo on these ports. */
    static List<String> arguments(DemoPorts ports) {
        return List.of(
                "demo",
                "--conf",
                "flink-conf",
                "--broker-port",
                Integer.toString(ports.broker()),
                "--controller-port",
                Integer.toString(ports.controller()),
                "--jmx-port",
                Integer.toString(ports.jmx()),
                "--exporter-port",
                Integer.toString(ports.exporter()),
                "--web-port",
                Integer.toString(ports.web()),
                "--console-port",
                Integer.toString(ports.console()));
    }
}
