package io.brokerscope.console.fleet;

/** Takes incidents as they open, change and close. */
public interface IncidentSink {

    /** The latest word on an incident; replaces what was said of the same id. */
    void put(Incident incident);
}
