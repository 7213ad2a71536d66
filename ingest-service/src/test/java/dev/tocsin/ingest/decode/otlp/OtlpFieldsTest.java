package dev.tocsin.ingest.decode.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.JsonRecordDecoder;
import dev.tocsin.ingest.redact.Redactor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is over the limits of an event is one text, in which redaction finds what it finds in the JSON of other doors. */
class OtlpFieldsTest {
    private final OtlpFields fields = new OtlpFields();
    private final FieldList list = new FieldList();

    /** There is room for single texts still, and none for what is inside of others. */
    @BeforeEach
    void fill() {
        fields.to(list);
        fill(JsonRecordDecoder.INNER_FIELDS);
    }

    private void fill(int most) {
        for (int i = list.fields(); i < most; i++) {
            fields.text("f" + i, "v");
        }
    }

    private String rest() {
        fields.end(list);
        assertThat(list.name(list.fields() - 1)).isEqualTo(FieldList.OVER_LIMIT);
        int value = list.firstValue(list.fields() - 1);
        assertThat(list.nextValue(value)).isNegative();
        return list.text(value);
    }

    private static String redacted(String text) {
        return Redactor.ofAllPatterns(List.of()).redact(text);
    }

    @Test
    void isJsonBehindTheNameWhereItBegan() {
        fields.start("map");
        fields.beginMap();
        fields.key("a");
        fields.text("say \"hi\"\nthere");
        fields.key("b");
        fields.beginArray();
        fields.integer(1);
        fields.nothing();
        fields.bool(true);
        fields.end();
        fields.key("c");
        fields.beginMap();
        fields.end();
        fields.end();
        fields.start("list");
        fields.beginArray();
        fields.text("x");
        fields.real(0.5);
        fields.end();

        assertThat(rest()).isEqualTo("""
                        map.a: "say \\"hi\\"\\nthere","b":[1,null,true],"c":{}}
                        list: ["x",0.5]""");
    }

    @Test
    void aSecretOfSeveralWordsGoesAsAWhole() {
        fill(JsonRecordDecoder.MAX_FIELDS);
        fields.start("db.password");
        fields.text("correct horse battery");
        fields.text("token", "two \"quoted\" words");
        fields.start("plain");
        fields.text("stays here");

        assertThat(redacted(rest())).isEqualTo("""
                        db.password: "[redacted credentials]"
                        token: "[redacted credentials]"
                        plain: "stays here\"""");
    }

    @Test
    void aListOfSecretsGoesAsAWholeWhereverTheRestBegins() {
        fields.start("pwd");
        fields.beginArray();
        fields.beginArray();
        fields.text("a b");
        fields.end();
        fields.beginArray();
        fields.text("c d");
        fields.end();
        fields.end();
        fields.start("o");
        fields.beginMap();
        fields.key("n");
        fields.integer(1);
        fields.key("secret");
        fields.beginArray();
        fields.text("e f");
        fields.text("g h");
        fields.end();
        fields.end();

        assertThat(rest()).isEqualTo("""
                        pwd: [["a b"],["c d"]]
                        o.n: 1,"secret":["e f","g h"]}""");
    }

    @Test
    void inThatListNothingIsLeft() {
        fields.start("pwd");
        fields.beginArray();
        fields.beginArray();
        fields.text("a b");
        fields.text("c d");
        fields.end();
        fields.beginArray();
        fields.text("e f");
        fields.end();
        fields.end();
        fields.start("n");
        fields.beginArray();
        fields.text("stays");
        fields.end();

        assertThat(redacted(rest())).isEqualTo("""
                        pwd: [["[redacted credentials]]
                        n: ["stays"]""");
    }
}
