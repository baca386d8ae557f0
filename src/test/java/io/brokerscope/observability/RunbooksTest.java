package io.brokerscope.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.CommandContext;
import io.brokerscope.cli.CommandLines;
import io.brokerscope.cli.Installation;
import io.brokerscope.cli.Interruption;
import io.brokerscope.testsupport.Runbook;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.apache.flink.client.cli.CliFrontendParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every alert and every operation has its runbook, and what runbooks say can be typed. */
class RunbooksTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

    static List<Runbook> runbooks() {
        return Runbook.all();
    }

    static Stream<String> commands() {
        return Runbook.all().stream().flatMap(page -> page.commands().stream()).distinct();
    }

    static Stream<String> commandsOfBrokerscope() {
        return commands().filter(command -> command.startsWith("./brokerscope "));
    }

    static Stream<String> commandsOfFlink() {
        return commands().filter(command -> command.startsWith("flink "));
    }

    @Test
    void thereIsOneForEveryAlertAndEveryOperationAndNoOther() {
        assertThat(Runbook.all())
                .extracting(Runbook::name)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(
                                        Alerts.ALL.stream().map(Alert::runbook),
                                        Runbook.OPERATIONS.stream())
                                .toList());
    }

    @Test
    void theIndexIsUpToDate() throws IOException {
        Generated.assertUpToDate(RunbookIndex.FILE, RunbookIndex.markdown(), RunbooksTest.class);
    }

    @Test
    void everyRunbookOfAnAlertNamesIt() {
        assertThat(Alerts.ALL)
                .allSatisfy(
                        alert ->
                                assertThat(Runbook.named(alert.runbook()).introduction())
                                        .contains("`" + alert.name() + "`"));
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void everySectionIsThereInItsOrder(Runbook page) {
        assertThat(page.title()).isNotBlank();
        assertThat(page.sections().keySet()).containsExactlyElementsOf(Runbook.SECTIONS);
        assertThat(page.sections().values()).allSatisfy(text -> assertThat(text).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void checksAreCommandsWithWhatTheySay(Runbook page) {
        String check = page.section("Check");
        assertThat(Runbook.commands(check)).isNotEmpty();
        // A line of output is indented like its command and follows it.
        assertThat(check).containsPattern("(?m)^ {4}\\$ .*\\n {4}(?!\\$)\\S");
        assertThat(Runbook.commands(page.section("Verify"))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void linksLeadSomewhere(Runbook page) {
        page.sections()
                .values()
                .forEach(
                        text ->
                                LINK.matcher(text)
                                        .results()
                                        .map(found -> Runbook.FOLDER.resolve(found.group(1)))
                                        .map(Path::normalize)
                                        .forEach(file -> assertThat(file).exists()));
    }

    @ParameterizedTest
    @MethodSource("commandsOfBrokerscope")
    void theProgramHasEveryCommandAndOption(String command) {
        CommandLine.ParseResult parsed = program().parseArgs(words(command));
        assertThat(parsed.hasSubcommand()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("commandsOfFlink")
    void flinksClientHasEveryActionAndOption(String command) throws Exception {
        String[] words = words(command);
        String[] options = Arrays.copyOfRange(words, 1, words.length);
        CliFrontendParser.parse(optionsOfFlink(words[0]), options, true);
        if (words[0].equals("run")) {
            assertThat(command)
                    .contains("-c io.brokerscope.job.BrokerscopeJob", ".jar --config ")
                    .doesNotContain("allowNonRestoredState");
        }
        // It would end event time for good.
        assertThat(words).doesNotContain("--drain");
    }

    /** Only some of them can be asked for from elsewhere. */
    private static Options optionsOfFlink(String action) throws ReflectiveOperationException {
        Method options =
                CliFrontendParser.class.getDeclaredMethod(
                        "get"
                                + action.substring(0, 1).toUpperCase(Locale.ROOT)
                                + action.substring(1)
                                + "CommandOptions");
        options.setAccessible(true);
        return (Options) options.invoke(null);
    }

    private static CommandLine program() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return CommandLines.create(
                new CommandContext(
                        config -> {
                            throw new AssertionError("nothing is to be run");
                        },
                        Installation.current(),
                        new Interruption(),
                        nowhere,
                        nowhere));
    }

    /** The arguments of a command, without the command itself. */
    private static String[] words(String command) {
        String[] words = command.replaceFirst(" [|>].*", "").split(" +");
        return Arrays.copyOfRange(words, 1, words.length);
    }
}
