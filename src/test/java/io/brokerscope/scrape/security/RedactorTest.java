package io.brokerscope.scrape.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactorTest {

    private final Redactor redactor = new Redactor(List.of("hunter", "hunter2secret", "ab"));

    @Test
    void hidesSecretsWhereverTheyStand() {
        assertThat(redactor.redact("xhunter2secrety hunter z")).isEqualTo("x***y *** z");
    }

    @Test
    void hidesTheBeginningOfASecretWhereATextWasCut() {
        assertThat(redactor.redact("got hunt")).isEqualTo("got ***");
        assertThat(redactor.redact("got hunter2sec...")).doesNotContain("hunt", "2sec");
        assertThat(redactor.redact("got hunt...")).isEqualTo("got ***...");
        assertThat(redactor.redact("got hunt…")).isEqualTo("got ***…");
    }

    @Test
    void leavesOtherTextsAlone() {
        assertThat(redactor.redact("cabbage hun")).isEqualTo("cabbage hun");
        assertThat(new Redactor(List.of()).redact("hunter")).isEqualTo("hunter");
    }

    @Test
    void excerptsAreBoundedAndClean() {
        byte[] bytes = ("x".repeat(190) + " hunter2secret " + "y".repeat(500)).getBytes();
        assertThat(redactor.excerpt(bytes, 0, bytes.length))
                .hasSizeLessThanOrEqualTo(Excerpts.MAX_LENGTH)
                .doesNotContain("hunt");
        assertThat(new Redactor(List.of()).excerpt("plain".getBytes(), 1, 3)).isEqualTo("lai");
    }
}
