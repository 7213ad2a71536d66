package dev.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataViewTest {
    private static final DataView CAPS = DataView.fromJson(Vectors.json("""
            {"title": "logs-*", "indices": ["logs-a", "logs-b"], "fields": {
              "_id": {"_id": {"type": "_id", "metadata_field": true}},
              "_seq_no": {"_seq_no": {"type": "_seq_no", "metadata_field": true}},
              "@timestamp": {"date": {"type": "date"}, "date_nanos": {"type": "date_nanos"}},
              "level": {"keyword": {"type": "keyword"}},
              "service": {"keyword": {"type": "keyword"}, "text": {"type": "text"}},
              "code": {"keyword": {"type": "keyword"}, "long": {"type": "long"}},
              "size": {"long": {"type": "long"}, "double": {"type": "double"}, "unmapped": {"type": "unmapped"}},
              "file": {"object": {"type": "object"}},
              "file.path": {"keyword": {"type": "keyword"}},
              "file.path.text": {"match_only_text": {"type": "match_only_text"}},
              "items": {"nested": {"type": "nested"}},
              "items.name": {"keyword": {"type": "keyword"}},
              "items.tags": {"nested": {"type": "nested"}},
              "items.tags.value": {"text": {"type": "text"}},
              "items.tags.deep.value": {"text": {"type": "text"}},
              "labels": {"flattened": {"type": "flattened"}},
              "new": {"brand_new": {"type": "brand_new"}}}}
            """));

    @ParameterizedTest
    @CsvSource({
        "_id, string, _id",
        "@timestamp, date, date date_nanos",
        "level, string, keyword",
        "service, string, keyword text",
        "code, conflict, keyword long",
        "size, number, double long",
        "labels, flattened, flattened",
        "new, unknown, brand_new"
    })
    void bringsTheTypesOfAllIndicesTogether(String name, String type, String esTypes) {
        DataField field = field(name);

        assertThat(field.type()).isEqualTo(type);
        assertThat(field.esTypes()).isEqualTo(List.of(esTypes.split(" ")));
    }

    @Test
    void knowsWhatIsNestedAndWhatIsASecondFormOfAField() {
        assertThat(field("items.name").nestedPath()).isEqualTo("items");
        assertThat(field("items.tags.value").nestedPath()).isEqualTo("items.tags");
        assertThat(field("items.tags.deep.value").nestedPath()).isEqualTo("items.tags");
        assertThat(field("file.path").nestedPath()).isNull();
        assertThat(field("file.path.text").multiParent()).isEqualTo("file.path");
        assertThat(field("file.path").multiParent()).isNull();
    }

    @Test
    void leavesOutObjectsAndMetadataThatCannotBeSearched() {
        assertThat(CAPS.fields())
                .extracting(DataField::name)
                .doesNotContain("file", "items", "items.tags", "_seq_no")
                .contains("_id", "level");
        assertThat(CAPS.title()).isEqualTo("logs-*");
    }

    @Test
    void readsARealAnswerInOneOrder() {
        InputStream file = Objects.requireNonNull(DataViewTest.class.getResourceAsStream("/field_caps.json"));

        DataView view = DataView.read(new InputStreamReader(file, StandardCharsets.UTF_8));

        assertThat(view.fields())
                .hasSize(28)
                .extracting(DataField::name)
                .isSorted()
                .contains("_id", "field with space");
        assertThat(view.field("items.tags.value"))
                .isEqualTo(new DataField("items.tags.value", "string", List.of("text"), "items.tags", null, false));
        assertThat(view.field("event.start")).extracting(DataField::type).isEqualTo("date");
    }

    @Test
    void readsKibanasForm() {
        assertThat(Vectors.logs().fields()).hasSize(29);
        assertThat(Vectors.logs().field("items.tags.value"))
                .isEqualTo(new DataField("items.tags.value", "string", List.of("text"), "items.tags", null, false));
        assertThat(Vectors.logs().field("log.file.path.text"))
                .extracting(DataField::multiParent)
                .isEqualTo("log.file.path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "{\"fields\": 1}", "{\"fields\": [1]}", "{\"fields\": [{}]}", "{\"fields\":"})
    void refusesWhatIsNoDataView(String json) {
        assertThatThrownBy(() -> DataView.read(new StringReader(json))).isInstanceOf(QueryException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "log*,true",
        "*level,true",
        "*.*,true",
        "log.level*,true",
        "l*g.l*l,true",
        "log.l*level,false",
        "*x*,false",
        "**,true",
        "LOG*,false",
        "log*l*l*l,false",
        "o*,false"
    })
    void wildcardsAreAnchoredAndCaseSensitive(String pattern, boolean matches) {
        var wildcard = new Operand.Wildcard(List.of(pattern.split("\\*", -1)));

        assertThat(wildcard.matches("", "log.level")).isEqualTo(matches);
        assertThat(wildcard.matches("a.", "a.log.level")).isEqualTo(matches);
    }

    private static DataField field(String name) {
        return Objects.requireNonNull(CAPS.field(name), name);
    }
}
