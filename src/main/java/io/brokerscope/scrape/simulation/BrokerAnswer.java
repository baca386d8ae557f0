package io.brokerscope.scrape.simulation;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Readings;

/**
 * What comes of asking a broker: a failure, silence, or readings.
 *
 * @param reason why there is no answer; null where there is one
 * @param detail a sentence for a person; empty where there is an answer
 * @param hangs whether no answer comes until the time is over
 * @param readings the answer; null where there is none
 * @param truncated series of topics cut off by the limits
 */
public record BrokerAnswer(
        FailureReason reason, String detail, boolean hangs, Readings readings, int truncated) {

    static BrokerAnswer failed(FailureReason reason, String detail) {
        return new BrokerAnswer(reason, detail, false, null, 0);
    }

    static BrokerAnswer silent(String detail) {
        return new BrokerAnswer(FailureReason.READ_TIMEOUT, detail, true, null, 0);
    }

    static BrokerAnswer read(Readings readings, int truncated) {
        return new BrokerAnswer(null, "", false, readings, truncated);
    }
}
