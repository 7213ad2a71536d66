package dev.tocsin.kibana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The import script against a server that is as strict as Kibana. */
class ImportScriptIT {
    private static final String SECRET = "a secret \"with\" \\ and $HOME 'in' it";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final KibanaLikeServer kibana;

    ImportScriptIT() throws IOException {
        kibana = new KibanaLikeServer();
    }

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void address() {
        environment.put("KIBANA_URL", kibana.url() + "/");
    }

    @AfterEach
    void close() {
        kibana.close();
    }

    @Test
    void importsTheFileAndSetsTheDefaultDataView() throws Exception {
        // when
        Ended ended = run();

        // then
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        assertThat(kibana.imported()).isEqualTo(Files.readString(Path.of("tocsin.ndjson")));
        assertThat(kibana.defaultView()).isEqualTo("tocsin-logs");
        assertThat(ended.out()).contains("Kibana 9.5.0 is available", "Imported 11 objects");
        assertThat(kibana.requests())
                .containsExactly(
                        "POST /api/saved_objects/_import?overwrite=true",
                        "POST /api/data_views/default",
                        "GET /api/data_views/default");
    }

    @Test
    void keepsADefaultDataViewThatIsThereUnlessForced() throws Exception {
        // given
        kibana.hasDefaultView("theirs");

        // when, then
        assertThat(run().out()).contains("stays theirs");
        assertThat(kibana.defaultView()).isEqualTo("theirs");
        assertThat(run("--force-default").out()).contains("\"Tocsin logs\" is the default data view");
        assertThat(kibana.defaultView()).isEqualTo("tocsin-logs");
    }

    @Test
    void importsIntoASpace() throws Exception {
        // given
        kibana.hasOnlySpace("team_a");
        environment.put("KIBANA_SPACE", "team_a");

        // when
        Ended ended = run();

        // then
        assertThat(ended.status()).isZero();
        assertThat(kibana.requests()).allMatch(request -> request.contains(" /s/team_a/api/"));
    }

    @Test
    void saysThatTheSpaceMayNotBeThere() throws Exception {
        kibana.hasOnlySpace("team_a");
        environment.put("KIBANA_SPACE", "team_b");
        assertFailsWith(run(), "is there a space team_b?", "404 Not Found");
    }

    @Test
    void waitsUntilKibanaIsAvailable() throws Exception {
        // given
        kibana.unavailableFor(2);

        // when
        Ended ended = run();

        // then
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).containsOnlyOnce("not yet: answered 503, it is critical");
    }

    @Test
    void givesUpWaitingWhenTold() throws Exception {
        kibana.unavailableFor(1000);
        assertFailsWith(run("--wait", "1"), "not available within 1 s", "503");
        kibana.close();
        assertFailsWith(run("--wait", "0"), "not available within 0 s", "no answer");
    }

    @Test
    void failsWhenKibanaDidNotTakeAnObjectAndNamesIt() throws Exception {
        // given
        kibana.answersImportWith("""
                {"successCount":9,"success":false,"warnings":[],
                 "successResults":[{"type":"tag","id":"tocsin","error":{"type":"not one"}}],
                 "errors":[{"id":"tocsin-alerts","type":"dashboard","title":"A \\"title\\", {with} [brackets]","meta":{"title":"x"},
                   "error":{"type":"missing_references","references":[{"type":"search","id":"tocsin-alarms"}]}},
                  {"id":"tocsin-refused","type":"search","error":{"type":"unknown","message":"no \\u00e9 \\u001b[31m\\nred","statusCode":500}}]}""");

        // when
        Ended ended = run();

        // then
        assertFailsWith(
                ended,
                "(9 were imported)",
                "  dashboard tocsin-alerts: missing_references, missing: search tocsin-alarms\n",
                "  search tocsin-refused: unknown, no \\u00e9 \\u001b[31m\\nred\n");
        assertThat(ended.err()).doesNotContain("not one");
        assertThat(kibana.defaultView()).isEmpty();
    }

    @Test
    void takesAnAnswerThatItDoesNotUnderstandForAFailure() throws Exception {
        kibana.answersImportWith("<html>welcome</html>");
        assertFailsWith(run(), "did not take every object");
        kibana.answersImportWith("{\"success\":\"true");
        assertThat(run().status()).isEqualTo(1);
    }

    @Test
    void saysWhoWasRefused() throws Exception {
        // given
        kibana.wants("ApiKey other");

        // when, then
        assertFailsWith(run(), "nobody (no KIBANA_API_KEY", "401 Unauthorized");
        environment.put("KIBANA_API_KEY", SECRET);
        Ended ended = run();
        assertFailsWith(ended, "an API key", "401 Unauthorized");
        assertThat(ended.out() + ended.err()).doesNotContain("secret");
    }

    @Test
    void refusesAnotherVersionBeforeItChangesAnything() throws Exception {
        kibana.isVersion("8.19.1");
        assertFailsWith(run(), "Kibana 8.19.1 is not supported");
        assertThat(kibana.requests()).isEmpty();
    }

    @Test
    void bringsSecretsToKibanaButNeverIntoArguments() throws Exception {
        // given a curl that writes down how it was called
        Path real = Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, "curl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        Path calls = folder.resolve("calls");
        Path curl = folder.resolve("curl");
        Files.writeString(curl, "#!/bin/sh\nprintf '%s\\n' \"$@\" >>'" + calls + "'\nexec '" + real + "' \"$@\"\n");
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwx------"));
        environment.put("PATH", folder + ":" + System.getenv("PATH"));

        // when
        environment.put("KIBANA_USERNAME", "a \"user\"");
        environment.put("KIBANA_PASSWORD", SECRET);
        String pair = "a \"user\":" + SECRET;
        kibana.wants("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        Ended byPassword = run();
        environment.remove("KIBANA_USERNAME");
        environment.remove("KIBANA_PASSWORD");
        environment.put("KIBANA_API_KEY", SECRET);
        kibana.wants("ApiKey " + SECRET);
        Ended byKey = run();

        // then
        assertThat(byPassword.err()).isEmpty();
        assertThat(byKey.err()).isEmpty();
        assertThat(List.of(byPassword.status(), byKey.status())).containsOnly(0);
        assertThat(Files.readString(calls)).contains("/api/status").doesNotContain("secret");
        assertThat(byPassword.out() + byKey.out()).doesNotContain("secret");
    }

    @Test
    void saysWhatItWouldDoWithoutAsking() throws Exception {
        // given
        environment.put("KIBANA_SPACE", "team_a");
        environment.put("KIBANA_API_KEY", SECRET);

        // when
        Ended ended = run("--dry-run");

        // then
        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains(
                        kibana.url() + "/s/team_a as an API key", "  dashboard tocsin-operations\n", "if there is none")
                .doesNotContain("secret");
        assertThat(kibana.requests()).isEmpty();
    }

    @Test
    void refusesToBeCalledWrongly() throws Exception {
        assertThat(run("--help").out()).startsWith("Usage: ");
        assertMisused("unknown: --overwrite", "--overwrite");
        assertMisused("a number of seconds", "--wait", "soon");
        environment.put("KIBANA_SPACE", "../other");
        assertMisused("KIBANA_SPACE");
        environment.remove("KIBANA_SPACE");
        environment.put("KIBANA_API_KEY", "a\nurl = \"http://elsewhere\"");
        assertMisused("KIBANA_API_KEY has a line break");
        environment.put("KIBANA_USERNAME", "user");
        assertMisused("both KIBANA_API_KEY and KIBANA_USERNAME");
        environment.put("KIBANA_URL", "http://user:secret@127.0.0.1:1");
        assertThat(assertMisused("KIBANA_URL has a user").err()).doesNotContain("secret");
        environment.put("KIBANA_URL", "localhost:5601");
        assertMisused("KIBANA_URL begins with http://");
        environment.remove("KIBANA_URL");
        assertMisused("KIBANA_URL is not set");
    }

    private Ended assertMisused(String complaint, String... arguments) throws Exception {
        Ended ended = run(arguments);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains(complaint);
        return ended;
    }

    private static void assertFailsWith(Ended ended, String... complaints) {
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains(complaints);
    }

    private Ended run(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of("sh", "import.sh"), Stream.of(arguments))
                .toList();
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KIBANA_") || name.endsWith("_proxy"));
        builder.environment().putAll(environment);
        Process script = builder.start();
        assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(script.exitValue(), Files.readString(out), Files.readString(err));
    }
}
