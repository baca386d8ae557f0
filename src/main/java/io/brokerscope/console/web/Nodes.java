package io.brokerscope.console.web;

import io.brokerscope.console.fleet.EntityEntry;

/** Entities in few words, where many of them are shown. */
final class Nodes {

    private Nodes() {}

    static byte[] json(EntityEntry entity) {
        return Json.object(
                json -> {
                    json.writeStringField("guid", entity.guid());
                    json.writeStringField("entityType", entity.type().name());
                    json.writeStringField("cluster", entity.cluster());
                    json.writeStringField("name", entity.name());
                    json.writeStringField("status", entity.status().name());
                    Json.number(json, "healthScore", entity.healthScore());
                    json.writeNumberField("size", entity.size());
                });
    }
}
