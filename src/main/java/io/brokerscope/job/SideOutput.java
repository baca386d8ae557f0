package io.brokerscope.job;

import org.apache.flink.util.OutputTag;

/** Where a function tells something besides its records. */
interface SideOutput {

    /** Nobody listens. */
    SideOutput NONE =
            new SideOutput() {
                @Override
                public <T> void tell(OutputTag<T> tag, T value) {
                    // Nobody listens.
                }
            };

    /** Tells it. */
    <T> void tell(OutputTag<T> tag, T value);
}
