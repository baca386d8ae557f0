package io.brokerscope.console.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, 127.0.0.2:8089",
        "127.0.0.2, localhost:8089",
        "My-Machine, my-machine:8089",
        "::1, [::1]:8089",
    })
    void onALoopbackAddressItIsCalledByThatToo(String listen, String host) {
        HostNames names = new HostNames(true, listen, List.of());
        assertThatCode(() -> names.check(host)).doesNotThrowAnyException();
        assertThatThrownBy(() -> names.check("evil.example:8089")).isInstanceOf(Problem.class);
    }

    @Test
    void elsewhereEveryNameWillDoUnlessSomeAreNamed() {
        assertThatCode(() -> new HostNames(false, "0.0.0.0", List.of()).check("any.example"))
                .doesNotThrowAnyException();
        HostNames named = new HostNames(false, "0.0.0.0", List.of("console.example"));
        assertThatCode(() -> named.check("console.example:443")).doesNotThrowAnyException();
        assertThatThrownBy(() -> named.check("any.example")).isInstanceOf(Problem.class);
    }
}
