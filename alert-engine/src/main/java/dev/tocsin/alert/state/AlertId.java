package dev.tocsin.alert.state;

import dev.tocsin.alert.rule.GroupKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The short name of an alert, a rule and a group: the same in every engine and every episode, and easy to copy. */
public final class AlertId {
    private static final int BYTES = 6;

    private AlertId() {}

    public static String of(String rule, GroupKey group) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(rule.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '|');
            digest.update(group.canonical().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
