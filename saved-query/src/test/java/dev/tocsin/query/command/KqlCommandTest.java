package dev.tocsin.query.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.query.Vectors;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KqlCommandTest {
    private static final String TERM = "{\"term\":{\"log.level\":{\"value\":\"x\"}}}";
    private static final String MATCH = "{\"match\":{\"log.level\":\"x\"}}";

    @TempDir
    Path folder;

    @Test
    void answersEveryVectorLineForLine() throws IOException {
        // given
        List<JsonObject> vectors = Vectors.kql();
        StringBuilder lines = new StringBuilder();
        vectors.forEach(vector -> lines.append(vector).append('\n'));
        StringWriter out = new StringWriter();

        // when
        int status = KqlCommandText.batch(logsFile(), new StringReader(lines.toString()), out, writer());

        // then
        assertThat(status).isZero();
        List<JsonObject> answers =
                out.toString().lines().map(KqlCommandTest::json).toList();
        assertThat(answers).hasSameSizeAs(vectors);
        for (int i = 0; i < answers.size(); i++) {
            JsonObject vector = vectors.get(i);
            JsonObject answer = answers.get(i);
            int id = vector.getInt("id");
            if (vector.containsKey("error")) {
                JsonObject error = answer.getJsonObject("error");
                assertThat(error.getString("message")).isEqualTo(vector.getString("errorMessage"));
                assertThat(error.isNull("offset")).isNotEqualTo(vector.containsKey("errorOffset"));
                assertThat(error.getInt("offset", -1)).isEqualTo(vector.getInt("errorOffset", -1));
            } else if (id != 576 && id != 856) {
                assertThat(answer.getJsonObject("query")).as("vector %d", id).isEqualTo(vector.get("expected"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                          | term",
                ",\"dataView\":\"logs\"                    | term",
                ",\"dataView\":null                        | match",
                ",\"dataView\":{\"fields\":[]}             | match",
                ",\"config\":{\"dataView\":{\"fields\":[]}} | match",
                ",\"config\":{\"fields\":[]}               | match",
                ",\"fields\":[]                            | match"
            })
    void takesTheDataViewOfTheLineBeforeTheOneOfTheCommand(@Nullable String rest, String test) throws IOException {
        StringWriter out = new StringWriter();

        KqlCommandText.batch(
                logsFile(),
                new StringReader("{\"kql\":\"log.level:x\"%s}".formatted(rest == null ? "" : rest)),
                out,
                writer());

        assertThat(out.toString()).contains(test.equals("term") ? TERM : MATCH).endsWith("}\n");
    }

    @Test
    void goesOnAfterBrokenLines() throws IOException {
        // given
        String deep = "[".repeat(5_000);
        String lines = String.join(
                "\n",
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"kql\":1}",
                deep,
                "{\"kql\":\"a\",\"dataView\":\"logs\"}",
                "{\"kql\":\"a\",\"dataView\":3}",
                "{\"kql\":\"a\",\"config\":{\"dateFormatTZ\":\"x/y\"}}",
                "{\"kql\":\"a:\"}",
                "{\"kql\":\"b\",\"config\":null}");
        StringWriter out = new StringWriter();

        // when
        KqlCommandText.batch(null, new StringReader(lines), out, writer());

        // then
        List<String> answers = out.toString().lines().toList();
        assertThat(answers).hasSize(11);
        assertThat(answers.subList(0, 10)).allMatch(line -> line.startsWith("{\"error\":{\"message\":\""));
        assertThat(answers.get(9)).contains(",\"offset\":2,\"hint\":\"A value is missing after the colon;");
        assertThat(answers.get(10)).startsWith("{\"query\":{\"multi_match\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not ", "a:{"})
    void goesOnAfterAQueryThatIsEndlesslyDeep(String piece) throws IOException {
        // given
        String lines = "{\"kql\":\"%s\"}\n{\"kql\":\"b\"}\n".formatted(piece.repeat(100_000));
        StringWriter out = new StringWriter();

        // when
        KqlCommandText.batch(null, new StringReader(lines), out, writer());

        // then
        List<JsonObject> answers =
                out.toString().lines().map(KqlCommandTest::json).toList();
        assertThat(answers).hasSize(2);
        JsonObject error = answers.getFirst().getJsonObject("error");
        assertThat(error.getInt("offset")).isPositive();
        assertThat(error.getString("hint")).isNotBlank();
        assertThat(answers.getLast()).containsKey("query");
    }

    @Test
    void answersALineBeforeTheNextIsRead() throws IOException {
        // given
        StringWriter out = new StringWriter();
        var flushed = new java.util.ArrayList<String>();
        var in = new java.io.Reader() {
            private final java.util.Iterator<String> lines =
                    List.of("{\"kql\":\"a\"}\n", "{\"kql\":\"b\"}\n").iterator();

            @Override
            public int read(char[] target, int offset, int length) {
                flushed.add(out.toString());
                if (!lines.hasNext()) {
                    return -1;
                }
                String line = lines.next();
                line.getChars(0, line.length(), target, offset);
                return line.length();
            }

            @Override
            public void close() {}
        };

        // when
        new KqlBatch(null).run(in, out);

        // then
        assertThat(flushed.stream().map(text -> text.lines().count()))
                .startsWith(0L, 1L)
                .endsWith(2L);
    }

    @Test
    void printsTheQueryIndented() throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int status = KqlCommandText.translate("log.level: x", logsFile(), new PrintWriter(out), new PrintWriter(err));

        assertThat(status).isZero();
        assertThat(json(out.toString()).toString()).contains(TERM);
        assertThat(out.toString()).startsWith("{\n").endsWith("}\n").contains("\n    \"bool\": {");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void showsThePlaceOfAnError() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int status = KqlCommandText.translate("(a or b", null, new PrintWriter(out), new PrintWriter(err));

        assertThat(status).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("(a or b\n       ^\nExpected ")
                .contains("but end of input found.")
                .endsWith("Hint: A closing parenthesis is missing (1).\n");
    }

    @Test
    void notesWhatIsValidButProbablyNotMeant() {
        StringWriter err = new StringWriter();

        int status = KqlCommandText.translate("level = error", null, writer(), new PrintWriter(err));

        assertThat(status).isZero();
        assertThat(err.toString()).startsWith("Note: ").contains("level: error");
    }

    @Test
    void namesAFileThatItCannotUse() throws IOException {
        StringWriter err = new StringWriter();
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");

        int missing = KqlCommandText.translate("a", folder.resolve("none"), writer(), new PrintWriter(err));
        int unread = KqlCommandText.batch(broken, new StringReader(""), new StringWriter(), new PrintWriter(err));

        assertThat(List.of(missing, unread)).containsOnly(1);
        assertThat(err.toString()).contains("There is no file").contains("not a JSON object");
    }

    private Path logsFile() throws IOException {
        return Files.writeString(folder.resolve("logs.json"), Vectors.logsJson().toString());
    }

    private static PrintWriter writer() {
        return new PrintWriter(new StringWriter());
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
