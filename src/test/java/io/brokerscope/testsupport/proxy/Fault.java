package io.brokerscope.testsupport.proxy;

import java.time.Duration;

/**
 * What a network does to the connections through a {@link FaultLink}. Requests are what the client
 * sends, answers what the target sends.
 *
 * @param kind what is done
 * @param delay how late bytes arrive; zero for every kind but {@link Kind#DELAY}
 */
public record Fault(Kind kind, Duration delay) {

    /** The kinds of faults. */
    public enum Kind {
        /** None: everything is passed on. */
        PASS,
        /** Everything is passed on later than it came, in both directions. */
        DELAY,
        /**
         * Nothing is passed on, but nothing is lost: it arrives afterwards, as it does after a cut
         * so short that TCP repairs it.
         */
        STALL,
        /**
         * A cut so long that TCP gives up: whatever either side sends is lost, the end of a
         * connection too. New connections are made and lead nowhere.
         */
        DROP,
        /** What the client sends is lost; answers on their way still arrive. */
        DROP_REQUESTS,
        /** What the target sends is lost: it does what it was asked, and nobody learns of it. */
        DROP_ANSWERS,
        /** The target has gone without a word: to it connections are closed, to clients open. */
        HALF_OPEN,
        /** Connections are reset, new ones as soon as they are made. */
        RESET,
        /** As if the target's process had ended: connections are reset, new ones refused. */
        REFUSE
    }

    public static final Fault PASS = new Fault(Kind.PASS, Duration.ZERO);
    public static final Fault STALL = new Fault(Kind.STALL, Duration.ZERO);
    public static final Fault DROP = new Fault(Kind.DROP, Duration.ZERO);
    public static final Fault DROP_REQUESTS = new Fault(Kind.DROP_REQUESTS, Duration.ZERO);
    public static final Fault DROP_ANSWERS = new Fault(Kind.DROP_ANSWERS, Duration.ZERO);
    public static final Fault HALF_OPEN = new Fault(Kind.HALF_OPEN, Duration.ZERO);
    public static final Fault RESET = new Fault(Kind.RESET, Duration.ZERO);
    public static final Fault REFUSE = new Fault(Kind.REFUSE, Duration.ZERO);

    /** Bytes arrive this much later. */
    public static Fault delay(Duration delay) {
        return new Fault(Kind.DELAY, delay);
    }

    boolean loses(Direction direction) {
        return switch (kind) {
            case DROP, HALF_OPEN -> true;
            case DROP_REQUESTS -> direction == Direction.REQUESTS;
            case DROP_ANSWERS -> direction == Direction.ANSWERS;
            case PASS, DELAY, STALL, RESET, REFUSE -> false;
        };
    }

    boolean breaksConnections() {
        return kind == Kind.RESET || kind == Kind.REFUSE;
    }

    /** The two ways through a connection. */
    enum Direction {
        REQUESTS,
        ANSWERS
    }
}
