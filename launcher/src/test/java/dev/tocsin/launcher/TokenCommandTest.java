package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.Caller;
import dev.tocsin.access.TokenBook;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made by the command is what the services let in. */
class TokenCommandTest {
    private static final Pattern TOKEN = Pattern.compile("tocsin_[a-z]+_[A-Za-z0-9_-]{43}");

    @TempDir
    Path folder;

    private final StringWriter wrong = new StringWriter();
    private int code;

    @Test
    void aNewTokenIsShownOnceAndLetInAsWhatItIs() throws IOException {
        String said = run("new", "checkout", "--role", "ship", "--streams", "logs-checkout-*,logs-cart-*");

        String token = tokenIn(said);
        assertThat(code).isZero();
        assertThat(said).contains("from now on who sends events", "Authorization: Bearer <token>");
        assertThat(file()).content().doesNotContain(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        Caller caller = caller(token).orElseThrow();
        assertThat(caller.name()).isEqualTo("checkout");
        assertThat(caller.mayWrite("logs-cart-tocsin")).isTrue();
        assertThat(caller.mayWrite("logs-bank-tocsin")).isFalse();
        assertThat(run("list")).doesNotContain(token).contains("checkout", "ship", "for ever", "logs-checkout-*");
    }

    @Test
    void aTokenForAServiceMayWriteWhereItsEventsAreFiled() throws IOException {
        String token = tokenIn(run("new", "checkout", "--role", "ship", "--service", "checkout-api,Cart"));

        Caller caller = caller(token).orElseThrow();
        assertThat(caller.mayWrite("logs-checkout_api-tocsin")).isTrue();
        assertThat(caller.mayWrite("logs-cart-tocsin")).isTrue();
        assertThat(caller.mayWrite("logs-checkout-tocsin")).isFalse();
    }

    @Test
    void aTokenIsReplacedByMakingAnotherAndRevokingTheFirst() throws IOException {
        String old = tokenIn(run("new", "grafana", "--role", "viewer"));
        String said = run("new", "grafana", "--role", "VIEWER", "--expires", "2999-12-31");
        assertThat(said).contains("Another 'grafana' with the same rights (", "for ever", "token revoke grafana --id ");
        String fresh = tokenIn(said);
        assertThat(caller(old)).isPresent();
        assertThat(caller(fresh)).isPresent();

        assertThat(run("revoke", "grafana")).contains("there are 2 tokens 'grafana'", "--id");
        assertThat(code).isEqualTo(1);
        assertThat(caller(old)).isPresent();

        String id =
                run("list").lines().skip(1).findFirst().orElseThrow().strip().split("\\s+")[1];
        assertThat(run("revoke", "grafana", "--id", id))
                .contains("Revoked 1 of 'grafana'")
                .doesNotContain("the last one");
        assertThat(caller(old)).isEmpty();
        assertThat(caller(fresh)).isPresent();
        assertThat(file()).content().contains("# revoked ");

        run("new", "grafana", "--role", "viewer");
        assertThat(run("revoke", "grafana", "--all"))
                .contains("Revoked 2", "It was the last one in this file. Running services go on asking");
        assertThat(run("list")).contains("No token in");
    }

    @Test
    void aNameDoesNotGetOtherRightsByBeingUsedAgain() throws IOException {
        String old = tokenIn(run("new", "checkout", "--role", "ship", "--service", "checkout"));
        String before = Files.readString(file());

        assertThat(run("new", "checkout", "--role", "admin"))
                .contains(
                        "there is a token 'checkout' (",
                        "it has ship to logs-checkout-tocsin",
                        "this one would have admin to all data streams",
                        "Take another name, or revoke it first: ./tocsin token revoke checkout --id ");
        assertThat(code).isEqualTo(1);
        assertThat(run("new", "checkout", "--role", "ship")).contains("would have ship to all data streams");
        assertThat(file()).hasContent(before);

        run("revoke", "checkout");
        assertThat(caller(tokenIn(run("new", "checkout", "--role", "admin")))).isPresent();
        assertThat(caller(old)).isEmpty();
    }

    /** Who lists two services the other way round means the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--service cart,checkout                               | true",
                "--streams logs-checkout-tocsin*,logs-cart-tocsin*     | true",
                "--streams logs-checkout-tocsin* --service cart        | true",
                "--service checkout,cart,checkout                      | true",
                "--service checkout,cart --expires 2999-12-31          | true",
                "--service checkout                                    | false",
                "--service checkout,cart,bank                          | false",
                "--service checkout,bank                               | false",
                "--streams logs-checkout-tocsin,logs-cart-tocsin       | false",
            })
    void theSameRightsAreTheSameInAnyOrder(String rights, boolean isSame) throws IOException {
        run("new", "shop", "--role", "ship", "--service", "checkout,cart");
        String before = Files.readString(file());

        String said = run(("new shop --role ship " + rights).split("\\s+"));

        assertThat(code).isEqualTo(isSame ? 0 : 1);
        if (isSame) {
            assertThat(caller(tokenIn(said))).isPresent();
            assertThat(said).contains("Another 'shop' with the same rights (");
        } else {
            assertThat(said).contains("with other rights: it has ship to ");
            assertThat(file()).hasContent(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new Checkout! --role ship                          | 2 | NAME takes small letters",
                "new checkout                                       | 2 | --role",
                "new checkout --role boss                           | 2 | boss",
                "new checkout --role ship --expires 2020-01-01      | 2 | has passed",
                "new checkout --role ship --expires soon            | 2 | soon",
                "new checkout --role viewer --streams logs-a-*      | 2 | are only for --role ship",
                "new checkout --role ship --streams shop            | 2 | matches no data stream",
                "new checkout --role ship --streams logs-a-b-*      | 2 | matches no data stream",
                "revoke nobody                                      | 1 | no token 'nobody'",
                "revoke nobody --id abc --all                       | 2 | either --id or --all",
            })
    void whatIsWrongIsToldAndNothingWritten(String arguments, int expected, String words) {
        String said = run(arguments.split("\\s+"));

        assertThat(code).isEqualTo(expected);
        assertThat(said).contains(words);
        assertThat(file()).doesNotExist();
    }

    @Test
    void aBrokenFileIsToldWithItsPlace() throws IOException {
        Files.writeString(file(), "- name: a\n");

        assertThat(run("new", "b", "--role", "ship")).contains("tokens.yml:1 [0].role: is missing");
        assertThat(code).isEqualTo(1);
        assertThat(run("list")).contains("tokens.yml:1");
    }

    private Optional<Caller> caller(String token) {
        return TokenBook.open(file(), List.of()).callerOf(token, Instant.now());
    }

    private static String tokenIn(String said) {
        Matcher matcher = TOKEN.matcher(said);
        assertThat(matcher.find()).as(said).isTrue();
        String token = matcher.group();
        assertThat(matcher.find()).as("shown once").isFalse();
        return token;
    }

    private Path file() {
        return folder.resolve("tokens.yml");
    }

    /** All that it printed. */
    private String run(String... arguments) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        wrong.getBuffer().setLength(0);
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        String[] all = new String[arguments.length + 1];
        all[0] = "token";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        code = Tocsin.commandLine(new Surroundings(
                        new Installation(Path.of(".")), terminal, Map.of("TOCSIN_CONFIG", folder.toString())))
                .setErr(new PrintWriter(wrong, true))
                .execute(all);
        return written.toString(StandardCharsets.UTF_8) + wrong;
    }
}
