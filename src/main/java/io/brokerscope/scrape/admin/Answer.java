package io.brokerscope.scrape.admin;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaFuture;

/**
 * What became of a question: a value, or why there is none.
 *
 * @param value null where there is none
 * @param failure null where there is a value
 */
record Answer<T>(T value, Throwable failure) {

    /** Completes with the answer, never exceptionally. */
    static <T> CompletableFuture<Answer<T>> to(KafkaFuture<T> question) {
        return stage(question).handle((value, failure) -> new Answer<>(value, cause(failure)));
    }

    /** Completes as the question does. */
    static <T> CompletableFuture<T> stage(KafkaFuture<T> question) {
        return question.toCompletionStage().toCompletableFuture();
    }

    /** Completes when every question has its answer, in the order of the keys. */
    static <K, T> CompletableFuture<Map<K, Answer<T>>> toAll(Map<K, KafkaFuture<T>> questions) {
        Map<K, CompletableFuture<Answer<T>>> asked = new LinkedHashMap<>();
        questions.forEach((key, question) -> asked.put(key, to(question)));
        Collection<CompletableFuture<Answer<T>>> all = asked.values();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(
                        done -> {
                            Map<K, Answer<T>> answers = new LinkedHashMap<>();
                            asked.forEach((key, answer) -> answers.put(key, answer.join()));
                            return answers;
                        });
    }

    boolean given() {
        return failure == null;
    }

    /** What made a stage fail, without what stages wrap around it; null for null. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }
}
