package dev.tocsin.alert.rule;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The short hash of what a rule measures. The translation goes in without field types, so that a change of a mapping
 * is no edit of the rule and the version is known while Elasticsearch is down.
 */
final class RuleVersion {
    private static final int BYTES = 6;

    private RuleVersion() {}

    static String of(
            RuleQuery query,
            JsonObject translated,
            List<String> groupBy,
            Condition condition,
            Duration window,
            String timeField) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(
                    query.streamsJoined(),
                    query.service() == null ? "" : query.service(),
                    translated.toString(),
                    String.join(",", groupBy),
                    condition.inWords(),
                    window.toString(),
                    timeField)) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            if (condition instanceof Condition.Ratio(RuleQuery second, long _, Levels _)) {
                digest.update(second.toElasticsearch(null).toString().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
