package io.brokerscope.scrape.prometheus;

import static io.brokerscope.testsupport.MisbehavingServer.chunkedBody;
import static io.brokerscope.testsupport.MisbehavingServer.gzip;
import static io.brokerscope.testsupport.MisbehavingServer.gzipped;
import static io.brokerscope.testsupport.MisbehavingServer.hangs;
import static io.brokerscope.testsupport.MisbehavingServer.ok;
import static io.brokerscope.testsupport.MisbehavingServer.raw;
import static io.brokerscope.testsupport.MisbehavingServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.MemoryBudget;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.Shared;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.NameServer;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.SmallCatalog;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.ResourceLeakDetector;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Single attempts on a transport with name servers and buffers of its own. */
class TransportIT {

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
    private final MemoryBudget memory = new MemoryBudget(64 << 20);

    @Test
    void aNameThatDoesNotExistIsTold() throws Exception {
        try (NameServer names = NameServer.knowingNoName()) {
            PrometheusScraper scraper = scraper(names.address());
            AttemptResult result =
                    attempt(scraper, ScrapeTargets.at("http://no-such-broker.test:9404/metrics"));
            assertThat(result.reason()).as(result.detail()).isEqualTo(FailureReason.DNS);
            assertThat(result.detail()).contains("no-such-broker.test");
            assertThat(names.queries.get()).isPositive();
            assertThat(scraper.close()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aNameServerThatHangsCostsOnlyThoseWhoWaitForIt() throws Exception {
        try (NameServer names = NameServer.silent();
                MisbehavingServer server = MisbehavingServer.start()) {
            server.on("/m", ok("known_a 1\n"));
            PrometheusScraper scraper = scraper(names.address());
            for (int i = 0; i < 4; i++) {
                Scraper.Attempt hanging =
                        scraper.open(spec(ScrapeTargets.at("http://b" + i + ".test:1/m")))
                                .start(60_000);
                await().until(() -> names.queries.get() > 0);
                // By the hosts file, and by address: neither asks the name server.
                assertThat(attempt(scraper, ScrapeTargets.at(server.url("/m"))).observed())
                        .isTrue();
                assertThat(
                                attempt(
                                                scraper,
                                                ScrapeTargets.at(
                                                        "http://127.0.0.1:" + server.port() + "/m"))
                                        .observed())
                        .isTrue();
                assertThat(hanging.result()).isNotDone();
                hanging.expire();
                assertThat(hanging.result().getNow(null).reason()).isEqualTo(FailureReason.DNS);
                hanging.expire();
            }
            assertThat(scraper.close()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void noBufferLeaks() throws Exception {
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try (MisbehavingServer server = MisbehavingServer.start()) {
            server.on("/ok", ok("known_a 1\n"))
                    .on("/gzip", gzip(gzipped("known_a 1\n", 0, "")))
                    .on("/damaged", gzip("known_a 1\n".getBytes()))
                    .on("/bomb", gzip(gzipped("", 100, "#".repeat(1 << 20))))
                    .on("/endless", chunkedBody("known_a 1\n", "x 1\n", Long.MAX_VALUE))
                    .on("/hang", hangs())
                    .on("/garbage", raw("nonsense\r\n"))
                    .on("/head", raw("HTTP/1.1 200 O"))
                    .on("/short", raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nknown_a"))
                    .on("/500", status("500 No", "no".repeat(10_000)))
                    .on("/reset", MisbehavingServer.Exchange::reset);
            PrometheusScraper scraper = scraper(new InetSocketAddress("127.0.0.1", server.port()));
            for (int round = 0; round < 3; round++) {
                for (String path :
                        new String[] {
                            "/ok",
                            "/gzip",
                            "/damaged",
                            "/bomb",
                            "/endless",
                            "/hang",
                            "/garbage",
                            "/head",
                            "/short",
                            "/500",
                            "/reset"
                        }) {
                    attempt(scraper, ScrapeTargets.at(server.url(path)).maxBytes(200_000));
                }
            }
            assertThat(scraper.close()).succeedsWithin(Duration.ofSeconds(10));
            assertThat(buffers.metric().usedDirectMemory()).isZero();
            assertThat(buffers.metric().usedHeapMemory()).isZero();
            assertThat(memory.used()).isZero();
        } finally {
            ResourceLeakDetector.setLevel(before);
        }
    }

    @Test
    void aClosedSessionMakesNoAttempt() throws Exception {
        PrometheusScraper scraper = scraper(new InetSocketAddress("127.0.0.1", 1));
        Scraper.Session session = scraper.open(spec(ScrapeTargets.at("http://127.0.0.1:1/m")));
        session.close();
        AttemptResult result = session.start(5_000).result().get();
        assertThat(result.detail()).isEqualTo("closed");
        assertThat(scraper.close()).succeedsWithin(Duration.ofSeconds(10));
        session.close();
    }

    /** One attempt of half a second, in a session of its own. */
    private static AttemptResult attempt(PrometheusScraper scraper, ScrapeTargets target)
            throws Exception {
        Scraper.Session session = scraper.open(spec(target));
        boolean waits = !target.endpoint().endsWith("/hang");
        Scraper.Attempt attempt = session.start(500);
        if (waits) {
            assertThat(attempt.result()).succeedsWithin(Duration.ofSeconds(10));
        } else {
            attempt.expire();
        }
        AttemptResult result = attempt.result().get();
        session.close();
        return result;
    }

    private static TargetSpec spec(ScrapeTargets target) {
        return target.spec("1");
    }

    private PrometheusScraper scraper(InetSocketAddress nameServer) {
        Shared<Boolean, HttpTransport> own =
                new Shared<>(
                        key ->
                                new HttpTransport(
                                        buffers,
                                        new SingletonDnsServerAddressStreamProvider(nameServer)),
                        HttpTransport::close);
        return PrometheusScraper.on(
                own.acquire(true), new SmallCatalog(), memory, Clock.systemUTC());
    }
}
