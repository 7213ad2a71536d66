package dev.tocsin.bench;

import dev.tocsin.query.DataView;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlOptions;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.InputStream;
import java.io.StringReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * How many KQL queries one thread translates in a second: over every valid query of the recorded vectors, and over queries
 * as rules have them. Beside it, in the same run, how often the same thread reads the resulting JSON texts; their ratio
 * says more than the numbers on a machine that does other work too.
 */
final class KqlSpeed {
    private static final int ROUNDS = 9;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration ROUND = Duration.ofMillis(700);
    private static final JsonProvider JSON = JsonProvider.provider();

    private KqlSpeed() {}

    static void run() {
        DataView view;
        try (JsonReader json = JSON.createReader(resource("fields.json"))) {
            view = DataView.fromJson(json.readObject());
        }
        ToIntFunction<String> translate =
                kql -> Kql.translate(kql, view, KqlOptions.DEFAULT).size();
        ToIntFunction<String> read = KqlSpeed::read;
        List<String> all = queries("corpus.json");
        List<String> simple = queries("rules.json");
        List<String> allJson = translated(all, view);
        List<String> simpleJson = translated(simple, view);

        double allTranslated = perSecond("all vectors, translated", all, translate);
        double allRead = perSecond("all vectors, their JSON read", allJson, read);
        double simpleTranslated = perSecond("rule queries, translated", simple, translate);
        double simpleRead = perSecond("rule queries, their JSON read", simpleJson, read);

        System.out.printf(
                "%d vectors, %d rule queries; one thread; median of %d rounds%n", all.size(), simple.size(), ROUNDS);
        System.out.printf("kql.translations_per_second=%.0f%n", allTranslated);
        System.out.printf("kql.translations_per_second.simple=%.0f%n", simpleTranslated);
        System.out.printf("kql.json_parses_per_second=%.0f%n", allRead);
        System.out.printf("kql.json_parses_per_second.simple=%.0f%n", simpleRead);
        System.out.printf("kql.ratio.vs_json_parse=%.2f%n", allTranslated / allRead);
        System.out.printf("kql.ratio.vs_json_parse.simple=%.2f%n", simpleTranslated / simpleRead);
    }

    private static int read(String json) {
        try (JsonReader reader = JSON.createReader(new StringReader(json))) {
            return reader.readObject().size();
        }
    }

    private static double perSecond(String what, List<String> texts, ToIntFunction<String> work) {
        round(texts, work, WARM_UP);
        double[] rounds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = round(texts, work, ROUND);
        }
        Arrays.sort(rounds);
        System.out.printf(
                "%-30s %,12.0f per second (%,.0f to %,.0f)%n", what, rounds[ROUNDS / 2], rounds[0], rounds[ROUNDS - 1]);
        return rounds[ROUNDS / 2];
    }

    private static double round(List<String> texts, ToIntFunction<String> work, Duration length) {
        long start = System.nanoTime();
        long elapsed = 0;
        long done = 0;
        long checksum = 0;
        while (elapsed < length.toNanos()) {
            for (String text : texts) {
                checksum += work.applyAsInt(text);
            }
            done += texts.size();
            elapsed = System.nanoTime() - start;
        }
        if (checksum < done) {
            throw new IllegalStateException("a query without a clause");
        }
        return done * 1e9 / elapsed;
    }

    private static List<String> translated(List<String> queries, DataView view) {
        return queries.stream()
                .map(kql -> Kql.translate(kql, view, KqlOptions.DEFAULT).toString())
                .toList();
    }

    private static List<String> queries(String file) {
        try (JsonReader json = JSON.createReader(resource(file))) {
            Stream<JsonString> texts = json.readArray().getValuesAs(JsonString.class).stream();
            return texts.map(JsonString::getString).toList();
        }
    }

    private static InputStream resource(String file) {
        return Objects.requireNonNull(KqlSpeed.class.getResourceAsStream("kql/" + file), file);
    }
}
