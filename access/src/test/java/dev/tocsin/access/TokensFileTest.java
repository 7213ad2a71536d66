package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.TokensFile.Content;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensFileTest {
    private static final String HASH = TokenHash.ofToken("a").toString();
    private static final String OTHER = TokenHash.ofToken("b").toString();

    @Test
    void readsTokensWithAndWithoutWhatIsOptional() {
        TokensFile read = read("""
                # comment
                - name: checkout
                  role: ship
                  hash: "%s"
                  expires: 2027-01-31
                  streams: [logs-checkout-*, "logs-cart-tocsin"]
                - {name: checkout, role: ship, hash: "%s", streams: "*"}
                """.formatted(HASH, OTHER));

        assertThat(read.problems()).isEmpty();
        assertThat(read.entries())
                .containsExactly(
                        new TokenEntry(
                                "checkout",
                                Role.SHIP,
                                TokenHash.ofToken("a"),
                                LocalDate.parse("2027-01-31"),
                                new Streams(List.of("logs-checkout-*", "logs-cart-tocsin"))),
                        new TokenEntry("checkout", Role.SHIP, TokenHash.ofToken("b"), null, Streams.ALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "null", "[]", "\uFEFF# with a mark\n"})
    void nothingInItIsNoToken(String text) {
        assertThat(read(text)).isEqualTo(TokensFile.EMPTY);
    }

    @Test
    void tellsAllProblemsAtOnceWithTheirPlaces() {
        TokensFile read = read("""
                - name: Checkout!
                  role: shipper
                  hash: sha256:abc
                - role: viewer
                  hash: "%s"
                  rôle: x
                  streams: [logs-a-*]
                - name: b
                  name: c
                  role: ship
                  hash: "%s"
                  expires: tomorrow
                  streams: [shop, {}]
                - just a text
                """.formatted(HASH, HASH));

        assertThat(read.entries()).isEmpty();
        assertThat(read.problems().stream().map(Problem::inWords))
                .containsExactlyInAnyOrder(
                        "tokens.yml:1 [0].name: is not a name (small letters, digits, '.', '_' and '-', at most 63)",
                        "tokens.yml:2 [0].role: is not a role (viewer, editor, admin or ship)",
                        "tokens.yml:3 [0].hash: is not a hash of a token (\"sha256:\" and 64 hex digits in small"
                                + " letters, as ./tocsin token new writes it)",
                        "tokens.yml:6 [1]: has an unknown key (known here: name, role, hash, expires, streams)",
                        "tokens.yml:4 [1].name: is missing (add for instance: name: checkout)",
                        "tokens.yml:7 [1].streams: is only for the role ship (take it away, or make the role ship)",
                        "tokens.yml:9 [2].name: is here twice (keep one of them)",
                        "tokens.yml:11 [2].hash: is that of line 5 again (one token is one entry: keep one)",
                        "tokens.yml:12 [2].expires: is not a day (such as 2027-01-31: the last day on which it is"
                                + " valid)",
                        "tokens.yml:13 [2].streams[0]: matches no data stream of events (they are"
                                + " logs-<service>-<namespace>, with '_' for a service's '-': logs-checkout_api-*)",
                        "tokens.yml:13 [2].streams[1]: matches no data stream of events (they are"
                                + " logs-<service>-<namespace>, with '_' for a service's '-': logs-checkout_api-*)",
                        "tokens.yml:14 [3]: is not a token (name, role and hash)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- name: tocsin_ship_s3cret: x                                    | no YAML",
                "- *tocsin_ship_s3cret                                            | no YAML",
                "- {name: x, role: tocsin_ship_s3cret, hash: tocsin_ship_s3cret}  | the token itself",
                "- {tocsin_ship_s3cret: x, name: a, role: ship}                   | unknown key",
                "- {name: tocsin_ship_s3cret!, role: ship, hash: tocsin_ship_s3cret} | not a name",
                "- {name: x, role: ship, expires: tocsin_ship_s3cret}             | not a day",
                "- {name: x, role: ship, streams: [tocsin_ship_s3cret]}           | no data stream",
                "tocsin_ship_s3cret                                               | not a list",
            })
    void aTokenInTheWrongPlaceIsNeverRepeated(String text, String reason) {
        TokensFile read = read(text);

        assertThat(Problem.inWords(read.problems())).contains(reason).doesNotContain("s3cret");
        assertThat(read.entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: x}",
                "- - - a",
                "- name: [x]\n  role: {}\n  hash: ~",
                "- !!java/object:javax.script.ScriptEngineManager {name: x}",
                "- &a [*a]",
                "- &a {name: x, streams: *a}",
                "- {? [a] : b}",
                "---\n- {name: a}\n---\n- {name: b}",
                "\u0000",
                "- \"\\ud800\"",
                "%YAML 9.9\n---\n[]",
                "- {name: x, role: ship, hash: \"sha256:ABCDEF\"}",
            })
    void hostileTextIsRefusedAndHarmsNobody(String text) {
        TokensFile read = read(text);

        assertThat(read.problems()).isNotEmpty();
        assertThat(read.entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void depthIsRefusedBeforeItEndsTheStack(String level) {
        assertThat(read(level.repeat(200_000)).problems()).isNotEmpty();
    }

    @Test
    void oneFileHoldsAtMostAThousand() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= 1_000; i++) {
            text.append("- {name: a, role: ship, hash: \"%s\"}\n".formatted(TokenHash.ofToken("t" + i)));
        }

        assertThat(Problem.inWords(read(text.toString()).problems())).contains("more than 1000 tokens");
    }

    @Test
    void aTokenIsValidThroughItsLastDay() {
        TokenEntry entry =
                new TokenEntry("a", Role.VIEWER, TokenHash.ofToken("a"), LocalDate.parse("2027-01-31"), Streams.ALL);

        assertThat(entry.isExpired(Instant.parse("2027-01-31T23:59:59.999Z"))).isFalse();
        assertThat(entry.isExpired(Instant.parse("2027-02-01T00:00:00Z"))).isTrue();
    }

    private static TokensFile read(String text) {
        return TokensFile.of("tokens.yml", new Content.Text(text));
    }
}
