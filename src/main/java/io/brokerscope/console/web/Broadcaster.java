package io.brokerscope.console.web;

import io.brokerscope.console.fleet.Changes;
import io.brokerscope.console.fleet.CoverageEntry;
import io.brokerscope.console.fleet.EntityEntry;
import io.brokerscope.console.fleet.EventLog;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.health.PlatformHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what is new into server-sent events, once a second: {@code entities} with those that
 * changed and went, {@code event} for each event, {@code coverage} for each record, {@code health}
 * when the platform's health is another. Before that it takes a snapshot of the entities, which the
 * pages are made of.
 */
final class Broadcaster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Broadcaster.class);
    private static final long EVERY_MS = 1_000;

    /** Entities in one event at most; how many more there were stands in it. */
    static final int MAX_ENTITIES = 500;

    private static final int MAX_COVERAGE = 100;

    private final FleetModel model;
    private final Supplier<PlatformHealth> health;
    private final EventRing ring;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String lastHealth;

    Broadcaster(FleetModel model, Supplier<PlatformHealth> health, EventRing ring) {
        this.model = model;
        this.health = health;
        this.ring = ring;
        thread = new Thread(this::run, "console-broadcaster");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS)) {
                try {
                    ClusterEndpoints.prepare(model.entities().refresh());
                    send();
                } catch (Throwable e) {
                    // Nobody would start it again, and lists would stay as they are for ever.
                    LOG.error("a round of events was lost", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what is new. */
    void send() {
        Changes.Batch batch = model.changes().take();
        if (!batch.entities().isEmpty()) {
            ring.send("entities", entities(batch));
        }
        for (EventLog.Numbered event : batch.events()) {
            ring.send("event", EventEndpoints.json(event));
        }
        // What is too much for this round belongs to the next.
        batch.coverage().stream().skip(MAX_COVERAGE).forEach(model.changes()::coverage);
        batch.coverage().stream()
                .limit(MAX_COVERAGE)
                .map(model.coverage()::get)
                // What is gone is told by the entity that goes with it.
                .filter(entry -> entry != null)
                .map(CoverageEntry::json)
                .forEach(record -> ring.send("coverage", record));
        PlatformHealth now = health.get();
        String judged = now.status() + " " + levels(now.components());
        if (!judged.equals(lastHealth)) {
            lastHealth = judged;
            ring.send("health", Json.of(now));
        }
    }

    private static String levels(PlatformHealth.Components components) {
        return components.collector().status()
                + " "
                + components.transformer().status()
                + " "
                + components.streamer().status();
    }

    private byte[] entities(Changes.Batch batch) {
        List<EntityEntry> changed = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        long more = batch.notNamed();
        for (String guid : batch.entities()) {
            EntityEntry entity = model.entities().get(guid);
            if (changed.size() + removed.size() >= MAX_ENTITIES) {
                more++;
            } else if (entity == null) {
                removed.add(guid);
            } else {
                changed.add(entity);
            }
        }
        long rest = more;
        return Json.object(
                json -> {
                    json.writeArrayFieldStart("changed");
                    for (EntityEntry entity : changed) {
                        Json.raw(json, Nodes.json(entity));
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("removed");
                    for (String guid : removed) {
                        json.writeString(guid);
                    }
                    json.writeEndArray();
                    json.writeNumberField("notListed", rest);
                });
    }
}
