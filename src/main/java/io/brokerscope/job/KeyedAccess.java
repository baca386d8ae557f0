package io.brokerscope.job;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Keyed state for pure cores, which know nothing of Flink's checked exceptions: state that cannot
 * be read or written fails the task.
 *
 * @param what whose state it is, for the error
 */
record KeyedAccess(String what) {

    /** Reads. */
    <T> T read(Read<T> read) {
        try {
            return read.get();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state of " + what + " cannot be read", e);
        }
    }

    /** Writes. */
    void write(Write write) {
        try {
            write.run();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state of " + what + " cannot be written", e);
        }
    }

    /** The keys of now: what is done with them may change the state. */
    <K> List<K> keys(MapState<K, ?> state) {
        return read(
                () -> {
                    List<K> keys = new ArrayList<>();
                    state.keys().forEach(keys::add);
                    return keys;
                });
    }

    /** What reads. */
    interface Read<T> {
        T get() throws Exception;
    }

    /** What writes. */
    interface Write {
        void run() throws Exception;
    }
}
