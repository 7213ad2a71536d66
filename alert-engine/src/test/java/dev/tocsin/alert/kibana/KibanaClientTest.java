package dev.tocsin.alert.kibana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.kibana.KibanaForTests.Mood;
import dev.tocsin.query.kibana.SavedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KibanaClientTest {
    private final KibanaForTests kibana = new KibanaForTests();

    @AfterEach
    void close() {
        kibana.close();
    }

    /** Short only where nobody answers. */
    private Duration patience = Duration.ofMinutes(1);

    private KibanaAnswer ask(String... variables) throws InterruptedException {
        return ask(64 << 20, variables);
    }

    private KibanaAnswer ask(long largest, String... variables) throws InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of("KIBANA_URL", kibana.url() + "/"));
        for (String variable : variables) {
            String[] pair = variable.split("=", 2);
            environment.put(pair[0], pair[1]);
        }
        KibanaSettings settings = KibanaSettings.fromEnvironment(environment).orElseThrow();
        try (KibanaClient client = new KibanaClient(settings, patience, largest)) {
            return client.ask();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KIBANA_API_KEY=a2V5OnNlY3JldA==, KIBANA_SPACE=default",
        "KIBANA_API_KEY=a2V5OnNlY3JldA==, KIBANA_SPACE=shop one",
        "KIBANA_USERNAME=reader, KIBANA_PASSWORD=pw"
    })
    void asksForSearchesAndQueriesAndTheirDataViews(String first, String second) throws InterruptedException {
        kibana.has("top-level", "saved-queries");

        assertThat(ask(first, second))
                .isInstanceOfSatisfying(
                        KibanaAnswer.Exported.class,
                        answer -> assertThat(answer.export().objects())
                                .extracting(SavedObject::id)
                                .containsExactly("s-a", "s-lucene", "q-1", "q-2"));
    }

    @Test
    void aSecretMayBeInAFile(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("key"), KibanaForTests.KEY + "\n");

        assertThat(ask("KIBANA_API_KEY_FILE=" + file)).isInstanceOf(KibanaAnswer.Exported.class);
        assertThatThrownBy(() -> ask("KIBANA_API_KEY_FILE=" + folder.resolve("none")))
                .hasMessageStartingWith(
                        "KIBANA_API_KEY_FILE names " + folder.resolve("none") + ", which cannot be read");
        assertThatThrownBy(() -> ask("KIBANA_API_KEY_FILE=" + Files.writeString(folder.resolve("empty"), "\n")))
                .hasMessageEndingWith("which is empty");
        assertThatThrownBy(() -> ask("KIBANA_API_KEY_FILE=" + file, "KIBANA_API_KEY=" + KibanaForTests.KEY))
                .hasMessageContaining("both KIBANA_API_KEY and KIBANA_API_KEY_FILE are set");
    }

    @Test
    void saysWhoHasToDoWhat() throws InterruptedException {
        assertThat(ask())
                .isEqualTo(new KibanaAnswer.Refused(
                        "it does not know who we are (401)",
                        "set KIBANA_API_KEY, or KIBANA_USERNAME and KIBANA_PASSWORD"));
        assertThat(ask("KIBANA_API_KEY=" + KibanaForTests.KEY, "KIBANA_SPACE=other"))
                .isEqualTo(new KibanaAnswer.Refused("there is no space 'other' (404)", "see KIBANA_SPACE"));
        kibana.is(Mood.ELSEWHERE);
        assertThat(ask("KIBANA_API_KEY=" + KibanaForTests.KEY))
                .isEqualTo(new KibanaAnswer.Refused(
                        "it sends us elsewhere (302), to login.example.com",
                        "set KIBANA_URL to the address that answers itself"));
        assertThat(kibana.asked()).as("nothing is asked twice").isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            STARTING   | it is not ready (503)
            BROKEN     | it answers 500: An internal server error occurred
            SILENT     | no whole answer within 0 s
            TRICKLES   | no whole answer within 0 s
            ENDS_EARLY | the answer ends too early
            TALKS_HTML | the answer is no export: Line 1 is not a JSON object.
            """)
    void whatIsNoWholeExportIsNone(Mood mood, String reason) throws InterruptedException {
        kibana.has("top-level");
        kibana.is(mood);
        if (mood == Mood.SILENT || mood == Mood.TRICKLES) {
            patience = Duration.ofMillis(700);
        }

        assertThat(ask("KIBANA_API_KEY=" + KibanaForTests.KEY)).isEqualTo(new KibanaAnswer.Away(reason));
    }

    @Test
    void aBodyThatIsCutOrTooLargeIsNone() throws InterruptedException {
        kibana.has("top-level");
        assertThat(ask(1_000, "KIBANA_API_KEY=" + KibanaForTests.KEY)).isInstanceOf(KibanaAnswer.Away.class);

        kibana.is(Mood.CUTS);
        assertThat(ask("KIBANA_API_KEY=" + KibanaForTests.KEY)).isInstanceOf(KibanaAnswer.Away.class);

        kibana.close();
        assertThat(ask("KIBANA_API_KEY=" + KibanaForTests.KEY)).isEqualTo(new KibanaAnswer.Away("cannot connect"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kibana:5601                  | KIBANA_URL is no address such as https://kibana.example.com
            ftp://kibana                 | KIBANA_URL is no address such as https://kibana.example.com
            http://kibana/?a=b           | KIBANA_URL is no address such as https://kibana.example.com
            http://a b                   | KIBANA_URL is no address such as https://kibana.example.com
            http://me:pass@kibana        | KIBANA_URL has a user or a password in it, and addresses are shown: use KIBANA_USERNAME and KIBANA_PASSWORD instead
            """)
    void refusesAnAddressThatIsNone(String address, String message) {
        assertThatThrownBy(() -> KibanaSettings.fromEnvironment(Map.of("KIBANA_URL", address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void asksAtAnAddressOfItsOwnIfThereIsOne() throws InterruptedException {
        kibana.has("top-level");
        String people = "KIBANA_URL=http://127.0.0.1:1";
        String key = "KIBANA_API_KEY=" + KibanaForTests.KEY;

        assertThat(ask(people, "TOCSIN_KIBANA_FETCH_URL=" + kibana.url() + "/", key))
                .isInstanceOf(KibanaAnswer.Exported.class);
        assertThat(ask(people, "TOCSIN_KIBANA_FETCH_URL= ", key)).isEqualTo(new KibanaAnswer.Away("cannot connect"));
        assertThat(KibanaSettings.fromEnvironment(Map.of("TOCSIN_KIBANA_FETCH_URL", "http://kibana:5601")))
                .as("without links")
                .isPresent();
    }

    @Test
    void namesTheVariableThatHasToBeMended() throws InterruptedException {
        assertThatThrownBy(() -> ask("TOCSIN_KIBANA_FETCH_URL=kibana:5601"))
                .hasMessage("TOCSIN_KIBANA_FETCH_URL is no address such as https://kibana.example.com");
        assertThat(ask(
                        "TOCSIN_KIBANA_FETCH_URL=" + kibana.url() + "/elsewhere",
                        "KIBANA_API_KEY=" + KibanaForTests.KEY))
                .isEqualTo(new KibanaAnswer.Refused(
                        "there is no Kibana at this address (404)",
                        "TOCSIN_KIBANA_FETCH_URL needs Kibana's base path too"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\n# of october", "s3 cret", "s3cr\u20act", "s3\u0007cret"})
    void aKeyThatNoHeaderCanCarryIsRefusedWithoutBeingShown(String key, @TempDir Path folder) throws IOException {
        String file = Files.writeString(folder.resolve("key"), key).toString();

        for (Map<String, String> way : List.of(Map.of("KIBANA_API_KEY", key), Map.of("KIBANA_API_KEY_FILE", file))) {
            Map<String, String> environment = new HashMap<>(way);
            environment.put("KIBANA_URL", "http://kibana:5601");
            assertThatThrownBy(() -> KibanaSettings.fromEnvironment(environment))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("KIBANA_API_KEY has a character in it that no token has")
                    .hasMessageNotContaining("s3")
                    .hasMessageNotContaining("october");
        }
    }

    @Test
    void neverShowsASecret() {
        KibanaSettings settings = KibanaSettings.fromEnvironment(
                        Map.of("KIBANA_URL", "http://kibana", "KIBANA_USERNAME", "reader", "KIBANA_PASSWORD", "hush"))
                .orElseThrow();

        assertThat(settings).hasToString("Kibana http://kibana");
        assertThat(KibanaSettings.fromEnvironment(Map.of("KIBANA_URL", " "))).isEmpty();
    }
}
