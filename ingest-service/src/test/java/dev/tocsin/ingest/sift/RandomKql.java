package dev.tocsin.ingest.sift;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Events and conditions from few words and numbers, so that they meet. */
final class RandomKql {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> WORDS = List.of(
            "timeout",
            "Payment",
            "failed",
            "user-42",
            "3.14",
            "GET",
            "/health",
            "naïve",
            "Straße",
            "ERROR",
            "db",
            "a_b",
            "can't",
            "日本語",
            "😀",
            "foo.bar",
            "x",
            "İstanbul");
    private static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARN", "ERROR", "FATAL");
    private static final List<String> KEYWORDS = List.of(
            "com.shop.Pay", "com.shop.Cart", "", "a b", "A*b", "x:y", "10", "true", "😀z", "\uFFFDz", "long\"q\"");
    private static final List<String> NUMBERS =
            List.of("-7", "0", "5", "5.5", "200", "404", "500", "9007199254740993", "1e3");
    private static final List<String> IPS =
            List.of("10.1.2.3", "10.1.200.7", "192.168.0.1", "2001:db8::1", "::ffff:10.1.2.3");
    private static final List<String> TIMES = List.of(
            "2026-11-22T23:59:59.999Z",
            "2026-11-23T00:00:00Z",
            "2026-11-23T01:43:11.180704903Z",
            "2026-11-23T01:43:11.180Z",
            "2026-10-01T00:00:00Z",
            "2025-12-31T23:59:59.999999999Z");
    private static final List<String> WRITTEN_TIMES = List.of(
            "2026",
            "2026-11",
            "2026-11-23",
            "2026-11-23T01",
            "2026-11-23T01:43",
            "\"2026-11-23T01:43:11\"",
            "\"2026-11-23T01:43:11.180Z\"",
            "\"2026-11-23T02:43:11.180704903+01:00\"",
            "1795398191180");

    private RandomKql() {}

    static String event(Random random, String service) {
        ObjectNode record = JSON.createObjectNode();
        record.put("service.name", service);
        record.put("@timestamp", one(TIMES, random));
        if (random.nextInt(5) > 0) {
            record.put("message", words(random, 5));
        }
        if (random.nextInt(5) > 0) {
            record.put("log.level", one(LEVELS, random));
        }
        if (random.nextBoolean()) {
            record.put("log.logger", one(KEYWORDS, random));
        }
        if (random.nextBoolean()) {
            record.put("http.response.status_code", random.nextInt(100, 600));
        }
        if (random.nextBoolean()) {
            record.put("event.duration", random.nextBoolean() ? random.nextLong() : random.nextLong(-8, 8));
        }
        if (random.nextInt(3) == 0) {
            ArrayNode ips = record.putArray("host.ip");
            ips.add(one(IPS, random));
            ips.add(one(IPS, random));
        }
        if (random.nextInt(3) == 0) {
            record.put("process.start", one(TIMES, random));
        }
        if (random.nextInt(3) == 0) {
            record.putArray("tags").add(one(KEYWORDS, random)).add(one(WORDS, random));
        }
        if (random.nextInt(3) == 0) {
            record.put("error.message", words(random, 3));
        }
        if (random.nextBoolean()) {
            record.put("tenant", one(KEYWORDS, random));
        }
        if (random.nextInt(3) == 0) {
            record.putArray("cart.items").add(one(WORDS, random)).add(one(WORDS, random));
        }
        if (random.nextBoolean()) {
            record.put("amount", random.nextInt(2) == 0 ? random.nextInt(-10, 10) : random.nextDouble());
        }
        if (random.nextInt(20) == 0) {
            record.put("tenant.long", "x".repeat(8_500));
            record.put("url.query", "x".repeat(8_500));
        }
        return JSON.writeValueAsString(record);
    }

    static String condition(Random random, int depth) {
        return switch (depth == 0 ? 9 : random.nextInt(12)) {
            case 0, 1 -> "(" + condition(random, depth - 1) + " and " + condition(random, depth - 1) + ")";
            case 2, 3 -> "(" + condition(random, depth - 1) + " or " + condition(random, depth - 1) + ")";
            case 4 -> "not " + leaf(random);
            case 5 -> "not (" + condition(random, depth - 1) + ")";
            default -> leaf(random);
        };
    }

    private static String leaf(Random random) {
        return switch (random.nextInt(16)) {
            case 0, 1 -> one(List.of("message", "error.message"), random) + ": " + text(random);
            case 2 -> "message: " + quoted(words(random, 2));
            case 3 -> "log.level: " + one(LEVELS, random);
            case 4 -> "log.level: (" + one(LEVELS, random) + " or " + one(LEVELS, random) + ")";
            case 5 ->
                one(List.of("log.logger", "tags", "labels.tenant", "labels.cart.items"), random) + ": "
                        + keyword(random);
            case 6 -> "labels.*: " + keyword(random);
            case 7 ->
                one(List.of("http.response.status_code", "event.duration", "numeric_labels.amount"), random)
                        + sign(random)
                        + one(NUMBERS, random);
            case 8 ->
                one(List.of("http.response.status_code", "event.duration", "numeric_labels.amount"), random) + ": "
                        + one(NUMBERS, random);
            case 9 -> one(List.of("@timestamp", "process.start"), random) + sign(random) + one(WRITTEN_TIMES, random);
            case 10 -> one(List.of("@timestamp", "process.start"), random) + ": " + one(WRITTEN_TIMES, random);
            case 11 ->
                "host.ip: " + one(List.of("10.1.2.3", "\"10.1.0.0/16\"", "\"2001:db8::/32\"", "\"::1\""), random);
            case 12 -> "host.ip" + sign(random) + quoted(one(IPS, random));
            case 13 ->
                one(List.of("log.logger", "labels.tenant"), random) + sign(random) + quoted(one(KEYWORDS, random));
            case 14 ->
                one(
                                List.of(
                                        "message",
                                        "error.*",
                                        "log.logger",
                                        "labels.tenant*",
                                        "url.query",
                                        "numeric_labels.*",
                                        "process.start",
                                        "host.ip",
                                        "http.*"),
                                random)
                        + ": *";
            default -> "error.*: *" + one(List.of("fail", "Time", "x"), random) + "*";
        };
    }

    private static String text(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> part(one(WORDS, random), random) + "*";
            case 1 -> "*" + part(one(WORDS, random), random);
            case 2 -> escaped(one(WORDS, random)) + " " + part(one(WORDS, random), random) + "*";
            default -> escaped(words(random, 2));
        };
    }

    private static String keyword(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> part(one(KEYWORDS.subList(0, 2), random), random) + "*";
            case 1 -> "*" + one(List.of("Pay", "b", "y", "z"), random);
            default -> quoted(one(random.nextBoolean() ? KEYWORDS : WORDS, random));
        };
    }

    private static String part(String word, Random random) {
        return escaped(
                word.substring(0, Character.isSurrogate(word.charAt(0)) ? 2 : 1 + random.nextInt(word.length())));
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\():<>\"*{}])", "\\\\$1").replaceAll("(?i)\\b(and|or|not)\\b", "\\\\$1");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String sign(Random random) {
        return one(List.of(" > ", " >= ", " < ", " <= "), random);
    }

    private static String words(Random random, int most) {
        return IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(i -> one(WORDS, random))
                .collect(Collectors.joining(random.nextInt(4) == 0 ? "  " : " "));
    }

    private static <T> T one(List<T> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }
}
