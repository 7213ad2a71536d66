package dev.tocsin.query.kibana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.query.KqlOptions;
import dev.tocsin.query.QueryException;
import dev.tocsin.query.SavedQuery;
import dev.tocsin.query.kibana.SavedObject.Tab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KibanaExportTest {
    private static String text(String name) {
        try (var file = Objects.requireNonNull(KibanaExportTest.class.getResourceAsStream(name + ".ndjson"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<SavedObject> read(String name) {
        return KibanaExport.read(text(name)).objects();
    }

    private static SavedObject object(String name, String id) {
        return read(name).stream()
                .filter(object -> object.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Tab.Readable readable(SavedObject object, int tab) {
        return (Tab.Readable) object.tabs().get(tab);
    }

    @Test
    void readsASessionOfTheOldestForm() {
        SavedObject object = object("top-level", "s-a");

        assertThat(object.kind()).isEqualTo(SavedObject.Kind.SEARCH);
        assertThat(object.title()).isEqualTo("Errors of the shop");
        assertThat(object.description()).isEqualTo("About Errors of the shop");
        Tab.Readable tab = readable(object, 0);
        assertThat(tab.query()).isEqualTo(new SavedQuery.Kql("log.level: ERROR"));
        assertThat(tab.indexPattern()).isEqualTo("logs-shop-tocsin,logs-cart-tocsin");
        assertThat(tab.timeField()).isEqualTo("event.ingested");
    }

    @Test
    void pillsNarrowTheQueryNegatedAndDisabledOnesAsInKibana() {
        Tab.Readable tab = readable(object("top-level", "s-a"), 0);

        assertThat(new SavedQuery.Filtered(tab.query(), tab.filters()).toElasticsearch(null, KqlOptions.DEFAULT))
                .hasToString("{\"bool\":{\"must\":[],\"filter\":["
                        + "{\"bool\":{\"should\":[{\"match\":{\"log.level\":\"ERROR\"}}],\"minimum_should_match\":1}},"
                        + "{\"match_phrase\":{\"service.name\":\"checkout\"}}],\"should\":[],"
                        + "\"must_not\":[{\"match_phrase\":{\"host.name\":\"test-1\"}}]}}");
    }

    @Test
    void readsLucene() {
        assertThat(readable(object("top-level", "s-lucene"), 0).query())
                .isEqualTo(new SavedQuery.Lucene("message:timeout*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"top-level-and-tabs", "tabs-with-plain-names", "tabs-only"})
    void eachTabHasItsOwnQueryAndDataView(String form) {
        SavedObject object = read(form).getFirst();

        assertThat(object.tabs()).extracting(Tab::label).containsExactly("Errors", "Slow");
        assertThat(readable(object, 0).query()).isEqualTo(new SavedQuery.Kql("log.level: ERROR"));
        assertThat(readable(object, 0).indexPattern()).isEqualTo("logs-*-tocsin*");
        assertThat(readable(object, 1).query()).isEqualTo(new SavedQuery.Kql("event.duration >= 1000"));
        assertThat(readable(object, 1).indexPattern()).isEqualTo("logs-shop-tocsin,logs-cart-tocsin");
        assertThat(readable(object, 1).timeField()).isEqualTo("event.ingested");
    }

    @Test
    void readsADataViewThatStandsInTheSearchItself() {
        Tab.Readable tab = readable(object("ad-hoc-data-view", "s-adhoc"), 0);

        assertThat(tab.indexPattern()).isEqualTo("logs-adhoc-tocsin");
        assertThat(tab.timeField()).isEqualTo("@timestamp");
    }

    @Test
    void readsSavedQueriesWhichHaveNoDataView() {
        Tab.Readable tab = readable(object("saved-queries", "q-1"), 0);

        assertThat(object("saved-queries", "q-1").kind()).isEqualTo(SavedObject.Kind.QUERY);
        assertThat(tab.query()).isEqualTo(new SavedQuery.Kql("log.level: (ERROR or FATAL)"));
        assertThat(tab.filters()).hasSize(1);
        assertThat(tab.indexPattern()).isNull();
        assertThat(readable(object("saved-queries", "q-2"), 0).query()).isInstanceOf(SavedQuery.Dsl.class);
        assertThat(readable(object("saved-queries", "q-2"), 0).filters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            esql              | s-esql    | it is written in ES
            data-view-is-gone | s-gone    | its data view v-gone is not in the export
            runtime-fields    | s-rt      | it asks for 'shop.day', a runtime field
            runtime-fields    | s-rt-pill | it asks for 'shop.day', a runtime field
            """, quoteCharacter = '`')
    void saysWhyATabCannotBeRun(String file, String id, String reason) {
        assertThat(object(file, id).tabs().getFirst())
                .isInstanceOfSatisfying(
                        Tab.Unreadable.class, tab -> assertThat(tab.reason()).startsWith(reason));
    }

    @Test
    void aFieldWhoseNameOnlyEndsLikeARuntimeFieldIsAnother() {
        assertThat(object("runtime-fields", "s-rt-not").tabs().getFirst()).isInstanceOf(Tab.Readable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"top-level", "top-level-and-tabs", "tabs-only", "ad-hoc-data-view", "esql", "saved-queries"})
    void whatIsKeptOfAnObjectReadsAsTheSame(String file) {
        for (SavedObject object : read(file)) {
            assertThat(KibanaExport.of(object.lines())).containsExactly(object);
        }
    }

    @Test
    void theNumberAtTheEndShowsThatNothingWasCutOff() {
        String whole = text("top-level");
        List<String> lines = whole.lines().toList();
        String withoutOne = String.join("\n", lines.subList(1, lines.size()));
        String withoutNumber = String.join("\n", lines.subList(0, lines.size() - 1));

        assertThat(KibanaExport.read(whole).isCounted()).isTrue();
        assertThat(KibanaExport.read(withoutNumber).isCounted()).isFalse();
        assertThatThrownBy(() -> KibanaExport.read(withoutOne))
                .isInstanceOf(QueryException.class)
                .hasMessage("The export is not complete: it says 4 objects and has 3.");
        assertThatThrownBy(() -> KibanaExport.read(whole.substring(0, whole.length() - 20)))
                .isInstanceOf(QueryException.class)
                .hasMessage("Line 5 is not a JSON object.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <html>                                      | Line 1 is not a JSON object.
            []                                          | Line 1 is not a JSON object.
            {"type":"search","id":"a"}                  | Line 1 is no saved object of Kibana: it needs type, id and attributes.
            {"error":"Unauthorized","statusCode":401}   | Line 1 is no saved object of Kibana: it needs type, id and attributes.
            """)
    void whatIsNoExportIsRefusedWithItsLine(String text, String message) {
        assertThatThrownBy(() -> KibanaExport.read(text))
                .isInstanceOf(QueryException.class)
                .hasMessage(message);
    }

    @Test
    void anObjectThatIsTooLargeIsNamedAndCannotBeUsed() {
        String columns = "{\"attributes\":{\"columns\":[" + "\"a\",".repeat(70_000)
                + "\"a\"],\"title\":\"wide\",\"x\":{\"y\":[1]}},\"id\":\"s-wide\",\"references\":[],\"type\":\"search\"}\n";
        String manyValues = "{\"type\":\"search\",\"id\":\"s-many\",\"attributes\":{\"title\":\"many\",\"tabs\":["
                + "{},".repeat(20_000) + "{}]}}\n";

        List<SavedObject> objects = KibanaExport.read(
                        columns + manyValues + text("top-level").replace("\"exportedCount\":4", "\"exportedCount\":6"))
                .objects();

        assertThat(objects)
                .extracting(SavedObject::title)
                .startsWith("wide", "many")
                .hasSize(4);
        for (SavedObject large : objects.subList(0, 2)) {
            assertThat(large.tabs())
                    .containsExactly(new Tab.Unreadable(
                            "",
                            "",
                            "it is larger than 256 KB or 20,000 values",
                            "save it with fewer columns and filters"));
            assertThat(KibanaExport.of(large.lines())).containsExactly(large);
        }
        assertThat(objects.get(2).tabs().getFirst()).isInstanceOf(Tab.Readable.class);
    }

    @Test
    @Timeout(30)
    void aLargeLineThatIsCutIsNoObject() {
        String line =
                "{\"a\":[{\"b\":{}}],\"attributes\":{\"x\":[[{\"y\":1}]],\"runtimeFieldMap\":{\"f\":{\"type\":1}},\"title\":\"t\"},\"id\":\"i\",\"z\":\"";
        for (int end = 1; end <= line.length(); end++) {
            String cut = line.substring(0, end) + " ".repeat(300_000);
            assertThatThrownBy(() -> KibanaExport.read(cut))
                    .as(cut.strip())
                    .isInstanceOf(QueryException.class)
                    .hasMessage("Line 1 is not a JSON object.");
        }
    }

    @Test
    void aDataViewWithAllItsFieldsIsReadAllTheSame() {
        String export = text("runtime-fields");
        String large = export.replace("\"fields\":\"[]\"", "\"fields\":\"" + "f".repeat(300_000) + "\"");
        assertThat(large.length()).isGreaterThan(export.length());

        assertThat(KibanaExport.read(large).objects())
                .extracting(SavedObject::tabs)
                .isEqualTo(KibanaExport.read(export).objects().stream()
                        .map(SavedObject::tabs)
                        .toList());
    }

    @Test
    void anExportThatIsTooLargeIsRefused() {
        String manySmall =
                "{\"type\":\"search\",\"id\":\"s\",\"attributes\":{\"tabs\":[{},{},{},{},{},{},{},{},{},{},{},{}]}}\n"
                        .repeat(30_000);

        for (String tooMuch : List.of(" ".repeat(KibanaExport.LARGEST + 1), manySmall)) {
            assertThatThrownBy(() -> KibanaExport.read(tooMuch))
                    .isInstanceOf(QueryException.class)
                    .hasMessageStartingWith("The export is more than is read at once");
        }
    }

    @Test
    void ofAnObjectOnlyWhatMattersIsKept() {
        String wide =
                "{\"attributes\":{\"columns\":[\"a\"],\"title\":\"t\",\"grid\":{\"b\":1},\"tabs\":[{\"id\":\"1\",\"attributes\":{\"columns\":[\"a\"]}}]},\"id\":\"s\",\"type\":\"search\",\"managed\":false}";

        assertThat(KibanaExport.read(wide).objects().getFirst().lines())
                .hasToString(
                        "[{\"type\":\"search\",\"id\":\"s\",\"attributes\":{\"title\":\"t\",\"tabs\":[{\"id\":\"1\",\"attributes\":{}}]}}]");
    }

    @Test
    void anySessionThatSaysNothingIsUnreadableAndNotAnError() {
        for (String attributes : new String[] {
            "{}",
            "{\"kibanaSavedObjectMeta\":{}}",
            "{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"[\"}}",
            "{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"indexRefName\\\":\\\"x\\\"}\"}}",
            "{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\":{\\\"query\\\":\\\"a\\\",\\\"language\\\":\\\"sql\\\"}}\"}}",
            "{\"tabs\":[1]}",
            "{\"tabs\":[{\"id\":\"x\"}]}"
        }) {
            SavedObject object = KibanaExport.read(
                            "{\"type\":\"search\",\"id\":\"a\",\"attributes\":" + attributes + "}")
                    .objects()
                    .getFirst();
            assertThat(object.tabs()).as(attributes).hasSize(1).allMatch(Tab.Unreadable.class::isInstance);
            assertThat(object.title()).isEqualTo("a");
        }
    }

    @Test
    void readsWhatTocsinItselfShipsForKibana() throws IOException {
        List<SavedObject> objects = KibanaExport.read(Files.readString(Path.of("..", "kibana", "tocsin.ndjson")))
                .objects();

        assertThat(objects)
                .extracting(SavedObject::title)
                .contains("Tocsin: errors", "Tocsin: errors by service", "Tocsin: slow requests");
        assertThat(objects).allSatisfy(object -> assertThat(object.tabs()).allMatch(Tab.Readable.class::isInstance));
        assertThat(objects.stream().filter(object -> object.kind() == SavedObject.Kind.SEARCH))
                .allSatisfy(object ->
                        assertThat(readable(object, 0).indexPattern()).isIn("logs-*-tocsin*", "tocsin-history-*"));
    }
}
