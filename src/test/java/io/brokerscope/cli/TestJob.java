package io.brokerscope.cli;

import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job that a test defines. */
record TestJob(Consumer<StreamExecutionEnvironment> definition) implements JobDefinition.Prepared {

    @Override
    public String name() {
        return "test";
    }

    @Override
    public List<String> checkOutputs() {
        return List.of("the output cluster was checked");
    }

    @Override
    public void define(StreamExecutionEnvironment environment) {
        definition.accept(environment);
    }
}
