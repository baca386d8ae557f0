package io.brokerscope.model.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Held against Jackson, which writes the same bytes. */
class JsonTextTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();

    @Property
    void textsAreWrittenAsJacksonWritesThem(@ForAll String text) throws Exception {
        if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            return;
        }
        assertThat(new JsonText().text(text).toBytes()).isEqualTo(JACKSON.writeValueAsBytes(text));
    }

    @Test
    void everyByteOfAsciiIsEscapedAsJacksonEscapesIt() throws Exception {
        StringBuilder ascii = new StringBuilder();
        for (char c = 0; c < 128; c++) {
            ascii.append(c);
        }
        assertThat(new JsonText().text(ascii.toString()).toBytes())
                .isEqualTo(JACKSON.writeValueAsBytes(ascii.toString()));
    }

    @Test
    void halfASurrogatePairIsReplacedAndAQuestionMarkIsNot() {
        assertThat(written(new JsonText().text("why? \uD83D \uD83D\uDE00 \u00E9")))
                .isEqualTo("\"why? \uFFFD \uD83D\uDE00 \u00E9\"");
    }

    @Property
    void doublesAreWrittenAsJavaWritesThem(@ForAll double value) {
        assertThat(written(new JsonText().number(value))).isEqualTo(Double.toString(value));
    }

    @Test
    void wholeDoublesAreWrittenAsJavaWritesThem() {
        for (double value :
                new double[] {0, -0.0, 1, -1, 9_999_999, -9_999_999, 1e7, -1e7, 0.5, 1e18, 1e300}) {
            assertThat(written(new JsonText().number(value))).isEqualTo(Double.toString(value));
        }
    }

    @Test
    void setsCommasWhereTheyBelong() {
        JsonText json = new JsonText().beginObject();
        json.field("a").number(1).field("b").beginArray().text("{").text("[").number(2.5);
        json.beginObject().endObject().beginArray().endArray().endArray();
        json.key("\"c\"").beginObject().field("d").text(":").endObject().endObject();
        assertThat(written(json))
                .isEqualTo("{\"a\":1,\"b\":[\"{\",\"[\",2.5,{},[]],\"\\\"c\\\"\":{\"d\":\":\"}}");
    }

    private static String written(JsonText json) {
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }
}
