package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.ingest.receive.Door;
import dev.tocsin.ingest.refused.LetterFilter;
import dev.tocsin.ingest.refused.LetterRef;
import dev.tocsin.ingest.refused.LetterState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked to be done with dead letters, and what is not taken for it. */
class DeadLetterOrderTest {
    private static InputStream body(String json) {
        return new ByteArrayInputStream(json.getBytes(UTF_8));
    }

    @Test
    void readsWhichAreMeantAndWhereToGoOn() throws IOException {
        DeadLetterOrder.Many many = DeadLetterOrder.Many.read(body("""
                {"stage":"index","stream":"logs-shop-tocsin","dryRun":true,
                 "rest":{"after":"index-2026-11-23.000:17","until":"2026-11-23T10:00:00Z"}}"""));

        assertThat(many.filter())
                .isEqualTo(new LetterFilter(LetterState.KEPT, "index", null, "logs-shop-tocsin", null));
        assertThat(many.isDry()).isTrue();
        assertThat(many.letterRest())
                .isEqualTo(new DeadLetterResult.Rest(
                        new LetterRef("index-2026-11-23.000", 17), Instant.parse("2026-11-23T10:00:00Z")));
        assertThat(DeadLetterOrder.Many.read(body("{\"all\":true}")).filter()).isEqualTo(LetterFilter.KEPT);
        DeadLetterOrder.One one = DeadLetterOrder.One.read(body("{\"record\":\"{}\"}"));
        assertThat(one.instead()).asString(UTF_8).isEqualTo("{}");
        assertThat(one.isDry()).isFalse();
        assertThat(DeadLetterOrder.One.read(body("{}")).instead()).isNull();
    }

    /** A key that is left out because it is misspelt would drop all letters, or be no dry run. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'stgae':'index'}                    | is it stage that is meant?",
                "{'stage':'index','dry_run':true}     | is it dryRun that is meant?",
                "{'stage':'index','fields':true}      | here (known are stage, door, stream, text, all, until, rest, newId, dryRun)",
                "{'dryRun':true}                      | say which letters",
                "{'all':false}                        | say which letters",
                "{'stage':'index','all':true}         | say which letters",
                "{'all':true,'rest':{'until':'2026-11-23T10:00:00Z'}} | rest is what an earlier answer has",
                "{'all':true,'rest':{'after':'x','until':'2026-11-23T10:00:00Z'}} | is named by file and line",
            })
    void whatIsNotUnderstoodIsRefused(String json, String words) {
        assertThatThrownBy(() ->
                        DeadLetterOrder.Many.read(body(json.replace('\'', '"'))).letterRest())
                .isInstanceOf(DeadLetterOrder.Misunderstood.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{} {}",
                "{\"dryRun\":\"true\"}",
                "{\"dryRun\":1}",
                "{\"record\":{}}",
                "{\"dryRun\":true,\"dryRun\":false}"
            })
    void whatIsOfAnotherFormIsRefused(String json) {
        assertThatThrownBy(() -> DeadLetterOrder.One.read(body(json)))
                .isInstanceOf(DeadLetterOrder.Misunderstood.class)
                .hasMessageContaining("the body is no JSON of the form that is wanted");
    }

    /** It is of another page: who wanted a letter to come in again would have lost it. */
    @ParameterizedTest
    @ValueSource(strings = {"'newId':true", "'newId':false", "'record':'{}'", "'recordBase64':'e30='"})
    void whatIsOfAReplayIsRefusedWhereLettersAreDropped(String ofAReplay) throws IOException {
        String one = "{%s}".formatted(ofAReplay).replace('\'', '"');
        assertThat(DeadLetterOrder.One.read(body(one))).isNotNull();
        assertThatThrownBy(() -> DeadLetterOrder.One.readToDrop(body(one)))
                .isInstanceOf(DeadLetterOrder.Misunderstood.class)
                .hasMessage("newId, record and recordBase64 are of a replay: nothing was dropped");
    }

    @Test
    void aNewIdIsRefusedWhereManyAreDropped() throws IOException {
        for (String newId : new String[] {"true", "false"}) {
            String many = "{\"text\":\"id is taken\",\"newId\":%s}".formatted(newId);
            assertThat(DeadLetterOrder.Many.read(body(many)).newId()).isNotNull();
            assertThatThrownBy(() -> DeadLetterOrder.Many.readToDrop(body(many)))
                    .isInstanceOf(DeadLetterOrder.Misunderstood.class)
                    .hasMessage("newId, record and recordBase64 are of a replay: nothing was dropped");
        }
        assertThat(DeadLetterOrder.Many.readToDrop(body("{\"all\":true,\"dryRun\":true}"))
                        .isDry())
                .isTrue();
        assertThat(DeadLetterOrder.One.readToDrop(body("{\"dryRun\":true}")).isDry())
                .isTrue();
    }

    /** A variable that is not set would mean all letters. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "door", "stream"})
    void whatIsEmptyIsRefused(String key) {
        for (String nothing : new String[] {"", " "}) {
            assertThatThrownBy(() -> DeadLetterOrder.Many.read(body("{\"%s\":\"%s\"}".formatted(key, nothing)))
                            .filter())
                    .isInstanceOf(DeadLetterOrder.Misunderstood.class)
                    .hasMessageContaining("is empty, which would mean all letters");
        }
    }

    @Test
    void whoHasLookedMeansWhatThereWas() throws IOException {
        DeadLetterOrder.Many many =
                DeadLetterOrder.Many.read(body("{\"all\":true,\"until\":\"2026-11-23T10:00:00Z\"}"));

        assertThat(many.letterRest()).isEqualTo(new DeadLetterResult.Rest(null, Instant.parse("2026-11-23T10:00:00Z")));
    }

    @Test
    void aMendedRecordMayBeNoText() throws IOException {
        assertThat(DeadLetterOrder.One.read(body("{\"recordBase64\":\"Cv8=\"}")).instead())
                .containsExactly(10, 0xff);
        assertThatThrownBy(() -> DeadLetterOrder.One.read(body("{\"recordBase64\":\"?\"}"))
                        .instead())
                .hasMessage("recordBase64 is no Base64");
        assertThatThrownBy(() -> DeadLetterOrder.One.read(body("{\"recordBase64\":\"Cv8=\",\"record\":\"\"}")))
                .hasMessageContaining("not as both");
    }

    @Test
    void aStageThatIsNoneIsRefused() {
        assertThatThrownBy(() ->
                        DeadLetterOrder.Many.read(body("{\"stage\":\"indx\"}")).filter())
                .hasMessage("stage is decode or index");
    }

    /** Of a filter that is misspelt nothing would be found, as if there were no such letter. */
    @ParameterizedTest
    @CsvSource({"tpc, ; is it tcp that is meant?", "foo, ''", "TCP, ; is it tcp that is meant?", "replay, ''"})
    void aDoorThatIsNoneIsRefusedWithThoseThatThereAre(String door, String meant) {
        assertThatThrownBy(() -> DeadLetterOrder.Many.read(body("{\"door\":\"%s\"}".formatted(door)))
                        .filter())
                .isInstanceOf(DeadLetterOrder.Misunderstood.class)
                .hasMessage("no dead letter comes in by such a door" + meant + " (there are tcp, tcp-tls, syslog-tcp,"
                        + " syslog-tls, syslog-udp, http, otlp-http, otlp-grpc)");
    }

    @Test
    void eachDoorIsOneWhetherItIsOpenOrNot() {
        for (String door : Door.names()) {
            assertThat(DeadLetterOrder.filter(null, null, door, null, null).door())
                    .isEqualTo(door);
        }
    }

    @Test
    void whatIsTooLargeIsNotReadToItsEnd() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };

        assertThatThrownBy(() -> DeadLetterOrder.One.read(endless)).hasMessageContaining("larger than 4 MB");
    }
}
