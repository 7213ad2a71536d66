package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackFingerprintTest {
    private static final String TRACE = """
            com.shop.PayException: order 42 failed
            \tat com.shop.Pay.charge(Pay.java:42)
            \tat com.shop.Pay$$Lambda/0x0000743b1c0a5c88.run(Unknown Source)
            \tat com.shop.Cart$$SpringCGLIB$$0.close(<generated>)
            \tat java.base/java.lang.Thread.run(Thread.java:1474)
            Caused by: java.io.IOException: reset by 10.0.0.7
            \tat com.shop.Net.send(Net.java:7)
            \t... 3 more
            """;

    @Test
    void isOfSixteenDigits() {
        assertThat(StackFingerprint.of(TRACE)).matches("[0-9a-f]{16}");
    }

    @ParameterizedTest
    @CsvSource({
        "order 42 failed, order 43 did not",
        "Pay.java:42, Pay.java:99",
        "0x0000743b1c0a5c88, 0x0000000800c03000",
        "SpringCGLIB$$0, SpringCGLIB$$17",
        "java.base/, java.base@25/",
        "10.0.0.7, 10.0.0.8",
        "... 3 more, ... 30 more"
    })
    void whatDiffersFromStartToStartDoesNotCount(String before, String after) {
        assertThat(StackFingerprint.of(TRACE.replace(before, after))).isEqualTo(StackFingerprint.of(TRACE));
    }

    @ParameterizedTest
    @CsvSource({
        "PayException, CartException",
        "Pay.charge, Pay.refund",
        "java.io.IOException, java.net.SocketException",
        "Net.send, Net.read"
    })
    void anotherPlaceIsAnother(String before, String after) {
        assertThat(StackFingerprint.of(TRACE.replace(before, after))).isNotEqualTo(StackFingerprint.of(TRACE));
    }

    @Test
    void whatWasSuppressedDoesNotCount() {
        String suppressed = TRACE.replace(
                "Caused by:",
                "\tSuppressed: java.io.IOException: x\n\t\tat com.shop.Other.close(Other.java:1)\nCaused by:");

        assertThat(StackFingerprint.of(suppressed)).isEqualTo(StackFingerprint.of(TRACE));
    }

    /** A method that is called by reflection has other frames above it once the JVM is warm. */
    @Test
    void isTheSameOnceTheJvmIsWarm() throws Exception {
        String first = StackFingerprint.of(failure());
        for (int i = 0; i < 50; i++) {
            assertThat(StackFingerprint.of(failure())).isEqualTo(first);
        }
    }

    private static String failure() throws Exception {
        StringWriter trace = new StringWriter();
        try {
            StackFingerprintTest.class.getDeclaredMethod("fail").invoke(null);
        } catch (InvocationTargetException e) {
            e.getTargetException().printStackTrace(new PrintWriter(trace));
        }
        return trace.toString();
    }

    static void fail() {
        throw new IllegalStateException("at " + System.nanoTime());
    }

    @ParameterizedTest
    @CsvSource({"''", "no trace at all", "'look at this (now)'", "'a.B: bad'"})
    void whatHasNoFrameHasNone(String text) {
        assertThat(StackFingerprint.of(text)).isNull();
    }
}
