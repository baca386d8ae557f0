package io.brokerscope.scrape.simulation;

import io.brokerscope.scrape.simulation.Layout.Group;

/** Who coordinates which groups: the broker they are at home at, or the next one that is up. */
final class Coordinators {

    private final Layout layout;
    private final int[] classic;
    private final int[] modern;

    Coordinators(Layout layout) {
        this.layout = layout;
        classic = new int[layout.brokers];
        modern = new int[layout.brokers];
        for (Group group : layout.groups) {
            (group.modern() ? modern : classic)[group.home()]++;
        }
    }

    /** Position of the coordinator of a group; there is one while any broker is up. */
    int of(Group group, History history, long at) {
        int broker = group.home();
        for (int i = 0; i < layout.brokers && history.isDown(broker, at); i++) {
            broker = (broker + 1) % layout.brokers;
        }
        return broker;
    }

    /** Groups of the classic protocol at a broker that is up. */
    int classicGroups(History history, int broker, long at) {
        return count(classic, history, broker, at);
    }

    /** Groups of the protocol of KIP-848 at a broker that is up. */
    int modernGroups(History history, int broker, long at) {
        return count(modern, history, broker, at);
    }

    private int count(int[] homes, History history, int broker, long at) {
        int count = homes[broker];
        int before = Math.floorMod(broker - 1, layout.brokers);
        while (before != broker && history.isDown(before, at)) {
            count += homes[before];
            before = Math.floorMod(before - 1, layout.brokers);
        }
        return count;
    }
}
