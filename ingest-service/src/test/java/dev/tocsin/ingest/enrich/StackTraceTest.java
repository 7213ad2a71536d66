package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackTraceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "java.lang.IllegalStateException: boom\\n\\tat a.B.c(B.java:1)           | java.lang.IllegalStateException | boom",
                "java.lang.NullPointerException\\n\\tat a.B.c(B.java:1)                  | java.lang.NullPointerException | -",
                "java.lang.NullPointerException                                          | java.lang.NullPointerException | -",
                "a.B: two\\nlines: of it\\n\\tat a.B.c(B.java:1)\\nCaused by: a.C: inner | a.B | two\\nlines: of it",
                "a.B: outer\\nCaused by: a.C: inner\\n\\tat a.B.c(B.java:1)              | a.B | outer",
                "Caused by: a.C: inner\\n\\tat a.B.c(B.java:1)                           | a.C | inner",
                "Wrapped by: a.C: inner\\n\\tat a.B.c(B.java:1)                          | a.C | inner",
                "<#1a2b3c4d> a.B: hashed\\n\\tat a.B.c(B.java:1)                         | a.B | hashed",
                "Exception in thread \"main\" a.B: uncaught\\n\\tat a.B.c(B.java:1)      | a.B | uncaught",
                "a.B$Inner: boom\\n    at a.B.c(B.java:1)                                | a.B$Inner | boom",
                "j.l.IllegalStateException: boom\\n\\t... 12 common frames omitted       | j.l.IllegalStateException | boom",
                "a.B: \\n\\tat a.B.c(B.java:1)                                           | a.B | -",
                "a.B: windows\\r\\n\\tat a.B.c(B.java:1)                                 | a.B | windows",
                "Boom: no package\\n\\tat Boom.main(Boom.java:1)                         | Boom | no package",
                "TypeError: x is undefined\\n    at f (a.js:1)                           | TypeError | x is undefined",
            })
    void readsTheHead(String trace, String type, @Nullable String message) {
        StackTrace head = StackTrace.headOf(lines(trace));

        assertThat(head).isEqualTo(new StackTrace(type, message == null ? null : lines(message)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "something went wrong",
                "Error: something went wrong",
                "Traceback (most recent call last):\\n  File \"a.py\"",
                "boom",
                "42.1: x",
                ": x",
                "a.b.: x",
                "''",
            })
    void leavesTextThatIsNoStackTrace(String text) {
        assertThat(StackTrace.headOf(lines(text))).isNull();
    }

    @Test
    void readsWhatTheJdkPrints() {
        Throwable thrown = new IllegalArgumentException("bad\nvalue", new IllegalStateException("inner"));
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));

        assertThat(StackTrace.headOf(trace.toString()))
                .isEqualTo(new StackTrace("java.lang.IllegalArgumentException", "bad\nvalue"));
    }

    private static String lines(String escaped) {
        return escaped.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
    }
}
