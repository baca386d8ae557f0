package io.brokerscope.cli.console;

import io.brokerscope.cli.BrokerscopeCommand;
import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.CommandLines;
import io.brokerscope.cli.Logging;
import io.brokerscope.cli.OutputPlace;
import io.brokerscope.cli.Version;
import io.brokerscope.console.Console;
import io.brokerscope.console.ConsoleSettings;
import io.brokerscope.console.web.Access;
import io.brokerscope.console.web.ServerSettings;
import io.brokerscope.console.web.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves what a running job tells, until it is stopped. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description = {
            "Shows the fleet and the platform in a browser and by an HTTP API, until Ctrl-C: follows"
                    + " the output topics of a job and asks Flink about it.",
            "It only reads, without a consumer group, and leaves no trace. It stays up while the"
                    + " output cluster or the job is down, and says so in /health."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:It could not be served, for example because the port is taken.",
            "2:The command line or the configuration is wrong; nothing was started.",
            "130:Ended by Ctrl-C (143 by SIGTERM)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brokerscope console --config fleet.yaml",
            "  brokerscope console --bootstrap kafka:9092 --port 0",
            "  brokerscope console --config fleet.yaml --listen 0.0.0.0 --auth-bearer-file token"
                    + " --tls-cert c.pem --tls-key k.pem"
        })
public final class ConsoleCommand implements Callable<Integer> {

    private static final Duration FOREVER = Duration.ofDays(36_500);

    /** A part of the heap that is for recent points; each value takes eight bytes. */
    private static final int HEAP_SHARE = 4;

    private final CommandContext context;

    @ArgGroup(multiplicity = "1", order = 1)
    private OutputPlace place;

    @Option(
            names = "--flink-rest",
            paramLabel = "URL",
            order = 10,
            defaultValue = "http://127.0.0.1:8081",
            description =
                    "Flink's REST interface; 'none' to ask nobody (default: ${DEFAULT-VALUE}).")
    private String flink;

    @Option(
            names = "--flink-job",
            paramLabel = "NAME",
            order = 10,
            defaultValue = ConsoleSettings.USUAL_FLINK_JOB,
            description =
                    "What the job's name begins with; of several the one that was started last"
                            + " (default: ${DEFAULT-VALUE}).")
    private String flinkJob;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            order = 11,
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String listen;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            order = 12,
            defaultValue = "8089",
            description = "Port to listen on; 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            order = 13,
            description =
                    "A name that browsers may call the console by, beside localhost. May be"
                            + " repeated.")
    private List<String> allowedHosts = List.of();

    @Option(
            names = "--auth-bearer-file",
            paramLabel = "FILE",
            order = 14,
            description = "Answer only who shows the token in this file.")
    private Path bearerFile;

    @Option(
            names = "--auth-basic-user",
            paramLabel = "USER",
            order = 15,
            description = "Answer only this user, with --auth-basic-password-file.")
    private String basicUser;

    @Option(
            names = "--auth-basic-password-file",
            paramLabel = "FILE",
            order = 16,
            description = "The user's password.")
    private Path basicPasswordFile;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            order = 17,
            description = "Serve HTTPS with this certificate, a chain in PEM; needs --tls-key.")
    private Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            order = 18,
            description = "Its private key, PKCS #8 in PEM, not encrypted.")
    private Path tlsKey;

    @Option(
            names = "--event-clients",
            paramLabel = "N",
            order = 19,
            defaultValue = "" + ServerSettings.USUAL_EVENT_CLIENTS,
            description = "Clients that may follow /events at once (default: ${DEFAULT-VALUE}).")
    private int eventClients;

    @Option(
            names = "--metrics-entities",
            paramLabel = "N",
            order = 20,
            defaultValue = "" + ServerSettings.USUAL_METRICS_ENTITIES,
            description =
                    "Entities whose golden metrics /metrics tells at most (default:"
                            + " ${DEFAULT-VALUE}).")
    private int metricsEntities;

    @Spec private CommandSpec spec;

    /** A command that works with the given context. */
    public ConsoleCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Logging.configure(
                context.installation().flinkConf(),
                // Kafka's client warns of every attempt to connect; what matters is said once.
                BrokerscopeCommand.verbose(spec) ? "INFO" : "ERROR");
        ConsoleSettings settings = settings();
        try (Console console = Console.start(settings, Clock.systemUTC())) {
            context.out().println(console.url());
            warn(settings.server());
            context.interruption().awaitRequest(FOREVER);
            throw CommandException.interrupted();
        } catch (IOException e) {
            throw CommandException.failure(
                    CommandLines.oneLine(e) + ": see --port, --listen, --tls-cert", e);
        }
    }

    private ConsoleSettings settings() {
        OutputPlace.Prefixed output = place.prefixed();
        return new ConsoleSettings(
                output.kafka(),
                output.topicPrefix(),
                flink(),
                flinkJob,
                Runtime.getRuntime().maxMemory() / HEAP_SHARE / Double.BYTES,
                new ServerSettings(
                        host(),
                        inRange("--port", port, 0, 65_535),
                        allowedHosts,
                        access(),
                        tls(),
                        inRange("--event-clients", eventClients, 0, 10_000),
                        inRange("--metrics-entities", metricsEntities, 0, 1_000_000)));
    }

    private URI flink() {
        if (flink.equals("none")) {
            return null;
        }
        try {
            URI uri = URI.create(flink.replaceFirst("/+$", ""));
            if (uri.getUserInfo() != null) {
                throw CommandException.usage(
                        "--flink-rest: credentials do not belong into the URL, and Flink asks for none");
            }
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw wrong("--flink-rest", flink, "a URL such as http://127.0.0.1:8081, or none");
        }
        throw wrong("--flink-rest", flink, "a URL such as http://127.0.0.1:8081, or none");
    }

    private String host() {
        try {
            InetAddress.getByName(listen);
            return listen;
        } catch (UnknownHostException e) {
            throw wrong("--listen", listen, "an address or a name of this machine");
        }
    }

    private Access access() {
        if ((basicUser == null) != (basicPasswordFile == null)) {
            throw CommandException.usage(
                    "--auth-basic-user and --auth-basic-password-file belong together");
        }
        if (bearerFile != null && basicUser != null) {
            throw CommandException.usage(
                    "--auth-bearer-file and --auth-basic-user exclude each other");
        }
        if (bearerFile != null) {
            return Access.bearer(secret("--auth-bearer-file", bearerFile));
        }
        return basicUser == null
                ? Access.open()
                : Access.basic(basicUser, secret("--auth-basic-password-file", basicPasswordFile));
    }

    private TlsFiles tls() {
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw CommandException.usage("--tls-cert and --tls-key belong together");
        }
        return tlsKey == null ? null : new TlsFiles(tlsCertificate, tlsKey);
    }

    private static String secret(String option, Path file) {
        try {
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw CommandException.usage(option + ": " + file + " is empty");
            }
            return secret;
        } catch (IOException e) {
            throw CommandException.usage(
                    option + ": " + file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static int inRange(String option, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw wrong(option, Integer.toString(value), lowest + " to " + highest);
        }
        return value;
    }

    private static CommandException wrong(String option, String found, String allowed) {
        return CommandException.usage(
                option + ": '" + found + "' is not valid (allowed: " + allowed + ")");
    }

    private void warn(ServerSettings server) {
        if (!server.isLoopback() && server.access().isOpen()) {
            context.err().println("Everybody who reaches this address can read everything here.");
        } else if (!server.isLoopback() && server.tls() == null) {
            context.err().println("Credentials cross the network in the clear: see --tls-cert.");
        }
    }
}
