package io.brokerscope.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The browser of the system, for one thread. Keeps what it complains of. Pictures go to {@code
 * target/screenshots}, or where {@code -Dconsole.screenshots} says: that is how those in {@code
 * docs/images} are made.
 */
public final class SystemBrowser implements AutoCloseable {

    private static final List<String> BROWSERS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("console.screenshots", "target/screenshots"));
    private static final int HEIGHT = 700;

    /** How long an element is waited for, milliseconds. */
    public static final double PATIENCE_MS = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;

    private SystemBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts it; says loudly that nothing was tested where there is none, and ends the test. */
    public static SystemBrowser start() throws IOException {
        Path executable = executable();
        Files.createDirectories(SCREENSHOTS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(executable)
                                        .setArgs(List.of("--no-sandbox")));
        return new SystemBrowser(playwright, browser);
    }

    private static Path executable() {
        return BROWSERS.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(
                        () ->
                                Skipped.because(
                                        "NO BROWSER: the console's pages were NOT tested. Install one of "
                                                + BROWSERS
                                                + ", for example by apt-get install chromium."));
    }

    /** A page of its own session; the one before is closed. */
    public Page page(int width, ColorScheme colours) {
        closePage();
        context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(width, HEIGHT)
                                .setColorScheme(colours));
        context.setDefaultTimeout(PATIENCE_MS);
        Page page = context.newPage();
        page.onConsoleMessage(
                message -> {
                    if (List.of("error", "warning").contains(message.type())) {
                        complaints.add(message.text() + " " + message.location());
                    }
                });
        page.onPageError(complaints::add);
        return page;
    }

    /** Closes the page, if there is one. */
    public void closePage() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    /** What the browser complained of since it was cleared. */
    public List<String> complaints() {
        return complaints;
    }

    /** A picture of what is seen of a page. */
    public static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    /** Asserts that a page does not have to be scrolled sideways. */
    public static void assertFits(Page page, String name) {
        assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .as("width of " + name)
                .isLessThanOrEqualTo(page.viewportSize().width);
    }

    /** Asserts that axe finds nothing serious on a page. */
    public static void assertNothingSerious(Page page, String name) {
        List<String> serious =
                new AxeBuilder(page)
                        .analyze().getViolations().stream()
                                .filter(rule -> isSerious(rule))
                                .map(SystemBrowser::told)
                                .toList();
        assertThat(serious).as(name).isEmpty();
    }

    private static boolean isSerious(Rule rule) {
        return List.of("serious", "critical").contains(rule.getImpact());
    }

    private static String told(Rule rule) {
        return rule.getId()
                + ": "
                + rule.getHelp()
                + " "
                + rule.getNodes().stream().limit(3).map(node -> node.getHtml()).toList();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
