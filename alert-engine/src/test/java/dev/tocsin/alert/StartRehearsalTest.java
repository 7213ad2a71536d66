package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --check} says of settings that the engine cannot start with. */
class StartRehearsalTest {
    @TempDir
    private Path config;

    private final Map<String, String> variables = new HashMap<>();

    @Test
    void whatIsInTheRepositoryIsRight() throws IOException {
        assertThat(check(Files.readString(Path.of("../config/engine.yml"))))
                .isEqualTo("0 The alert engine can start as it is set.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lok: 5s                   | :3 tocsin.engine.lok: unknown key (did you mean 'look'?)",
                "delay: 15                 | :3 tocsin.engine.delay: expected a time with its unit",
                "lease: 0s                 | from 1s to 1h, not '0s'",
                "chunk: 0                  | :3 tocsin.engine.chunk: expected a whole number, from 1 to 10000, not '0'",
                "history-days: 0           | at least 1, not '0'",
                "tls: {management: maybe}  | :3 tocsin.engine.tls.management: expected true or false",
                "tls: {key: a}             | tocsin.engine.tls: TLS needs both a certificate and a key",
                "outgoing: {allow: [1/9]}  | tocsin.engine.outgoing.allow has '1/9'",
                "token: '${env:NOT_SET}'   | :3 tocsin.engine.token: needs the environment variable NOT_SET, which is not set",
            })
    void whatIsWrongIsNamed(String line, String named) throws IOException {
        assertThat(check("tocsin:\n  engine:\n    " + line + "\n"))
                .startsWith("1 ")
                .contains(named);
    }

    @Test
    void aTokenByReferenceIsThatOfItsVariable() throws IOException {
        variables.put("TOCSIN_ENGINE_ADDRESS", "0.0.0.0");
        variables.put("OPERATORS", "a-long-and-secret-token-of-operators");

        assertThat(check("tocsin: {engine: {token: '${env:OPERATORS}'}}")).startsWith("0 ");
    }

    @Test
    void aSecretThatCannotBeUsedIsNamedAndNotShown() throws IOException {
        variables.put(
                "TOCSIN_ENGINE_TOKEN_FILE",
                Files.writeString(config.resolve("token"), "s3cret\n# of october")
                        .toString());
        assertThat(check(""))
                .startsWith("1 TOCSIN_ENGINE_TOKEN has a character in it")
                .doesNotContain("s3cret");

        variables.clear();
        variables.put("TOCSIN_DB_PASSWORD", "abc${s3cret}def");
        assertThat(check("")).startsWith("1 TOCSIN_DB_PASSWORD: refers to").doesNotContain("s3cret", "abc");

        variables.clear();
        variables.put("KIBANA_PASSWORD", "abc${s3cret}def");
        assertThat(check("")).startsWith("1 KIBANA_PASSWORD: refers to").doesNotContain("s3cret", "abc");

        variables.clear();
        assertThat(check("KIBANA_PASSWORD: '${file:nothing}'"))
                .startsWith("1 ")
                .contains("engine.yml:1 KIBANA_PASSWORD: needs the secret file nothing, which cannot be read");
    }

    @Test
    void anEmptyVariableIsNone() throws IOException {
        variables.put("TOCSIN_ENGINE_PORT", "");
        variables.put("TOCSIN_ENGINE_ADDRESS", " ");
        variables.put("TOCSIN_DB_URL", "");

        assertThat(check("")).startsWith("0 ");
    }

    @ParameterizedTest
    @CsvSource({
        "TOCSIN_ENGINE_PORT,            none,                   TOCSIN_ENGINE_PORT: expected a whole number",
        "TOCSIN_ENGINE_ADDRESS,         0.0.0.0,                without a token",
        "TOCSIN_ENGINE_TOKEN_FILE,      /nowhere,               TOCSIN_ENGINE_TOKEN_FILE names /nowhere",
        "TOCSIN_ENGINE_MANAGEMENT_TLS,  maybe,                  TOCSIN_ENGINE_MANAGEMENT_TLS: expected true or false",
        "TOCSIN_DB_URL,                 postgres://127.0.0.1/x, TOCSIN_DB_URL has to be a JDBC address of PostgreSQL",
        "KIBANA_URL,                    kibana,                 KIBANA_URL is no address",
        "ELASTICSEARCH_URL,             https://u:p@h,          use ELASTICSEARCH_USERNAME"
    })
    void aVariableThatIsWrongIsNamed(String variable, String value, String named) throws IOException {
        variables.put(variable, value);

        assertThat(check("")).startsWith("1 ").contains(named);
    }

    private String check(String yaml) throws IOException {
        Files.writeString(config.resolve("engine.yml"), yaml);
        variables.put("TOCSIN_CONFIG", config.toString());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StartRehearsal.run(variables, new PrintStream(said, true, StandardCharsets.UTF_8));
        return code + " " + said.toString(StandardCharsets.UTF_8).strip();
    }
}
