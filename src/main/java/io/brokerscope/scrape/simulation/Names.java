package io.brokerscope.scrape.simulation;

import java.util.HashSet;
import java.util.Set;

/** Names as people give them to topics and consumer groups; all of a cluster differ. */
final class Names {

    private static final String[] DOMAINS = {
        "orders",
        "payments",
        "customers",
        "inventory",
        "shipments",
        "invoices",
        "clicks",
        "sessions",
        "products",
        "prices",
        "carts",
        "returns",
        "reviews",
        "accounts",
        "devices",
        "sensors",
        "notifications",
        "fraud",
        "search",
        "catalog",
        "loyalty",
        "suppliers",
        "tickets",
        "audit"
    };

    private static final String[] EVENTS = {
        "created",
        "updated",
        "deleted",
        "events",
        "commands",
        "changed",
        "received",
        "enriched",
        "validated",
        "failed",
        "retried",
        "archived",
        "requested",
        "approved",
        "rejected",
        "completed",
        "raw",
        "snapshots",
        "metrics",
        "state",
        "daily"
    };

    private static final String[] ROLES = {
        "service",
        "indexer",
        "archiver",
        "enricher",
        "notifier",
        "aggregator",
        "projector",
        "exporter",
        "auditor",
        "reporter",
        "cache-warmer",
        "detector"
    };

    /** Shares no factor with the number of domains, so that neighbours have different ones. */
    private static final int DOMAIN_STEP = 5;

    private final Chance chance;
    private final Set<String> taken = new HashSet<>();

    Names(Chance chance) {
        this.chance = chance;
    }

    /** Name of the topic of this number. Numbers come one after another. */
    String topic(int number) {
        int domain =
                Math.floorMod(offset("domains", DOMAINS) + DOMAIN_STEP * number, DOMAINS.length);
        int event =
                Math.floorMod(
                        offset("events", EVENTS) + number + number / DOMAINS.length, EVENTS.length);
        return unique(DOMAINS[domain] + "." + EVENTS[event]);
    }

    /** Name of a consumer group whose main topic has this name. */
    String group(int number, String topic) {
        String domain = topic.substring(0, topic.indexOf('.'));
        int role = Math.floorMod(offset("roles", ROLES) + number, ROLES.length);
        return unique(domain + "-" + ROLES[role]);
    }

    private int offset(String what, String[] words) {
        return chance.of(what).below(words.length);
    }

    private String unique(String name) {
        String unique = name;
        for (int version = 2; !taken.add(unique); version++) {
            unique = name + "-v" + version;
        }
        return unique;
    }
}
