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
import java.util.ArrayList;
import java.util.Collections;
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

        Work allTranslated = new Work("all vectors, translated", all, translate);
        Work allRead = new Work("all vectors, their JSON read", allJson, read);
        Work simpleTranslated = new Work("rule queries, translated", simple, translate);
        Work simpleRead = new Work("rule queries, their JSON read", simpleJson, read);
        measure(List.of(allTranslated, allRead, simpleTranslated, simpleRead));

        System.out.printf(
                "%d vectors, %d rule queries; one thread; median of %d rounds%n", all.size(), simple.size(), ROUNDS);
        System.out.printf("kql.translations_per_second=%.0f%n", allTranslated.perSecond());
        System.out.printf("kql.translations_per_second.simple=%.0f%n", simpleTranslated.perSecond());
        System.out.printf("kql.json_parses_per_second=%.0f%n", allRead.perSecond());
        System.out.printf("kql.json_parses_per_second.simple=%.0f%n", simpleRead.perSecond());
        System.out.printf("kql.ratio.vs_json_parse=%.2f%n", allTranslated.ratioTo(allRead));
        System.out.printf("kql.ratio.vs_json_parse.simple=%.2f%n", simpleTranslated.ratioTo(simpleRead));
    }

    private static int read(String json) {
        try (JsonReader reader = JSON.createReader(new StringReader(json))) {
            return reader.readObject().size();
        }
    }

    /** In turn: what else the machine does meanwhile slows all of them down. */
    private static void measure(List<Work> works) {
        works.forEach(work -> round(work.texts, work.work, WARM_UP));
        for (int i = 0; i < ROUNDS; i++) {
            works.forEach(work -> work.rounds.add(round(work.texts, work.work, ROUND)));
        }
        works.forEach(work -> System.out.printf(
                "%-30s %,12.0f per second (%,.0f to %,.0f)%n",
                work.what, work.perSecond(), Collections.min(work.rounds), Collections.max(work.rounds)));
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

    /** What is done to texts, and how often a second in each round. */
    private static final class Work {
        private final String what;
        private final List<String> texts;
        private final ToIntFunction<String> work;
        private final List<Double> rounds = new ArrayList<>();

        Work(String what, List<String> texts, ToIntFunction<String> work) {
            this.what = what;
            this.texts = texts;
            this.work = work;
        }

        double perSecond() {
            return Median.of(rounds);
        }

        double ratioTo(Work other) {
            return Median.ofRatios(rounds, other.rounds);
        }
    }
}
