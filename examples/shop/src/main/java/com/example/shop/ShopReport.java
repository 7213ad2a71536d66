package com.example.shop;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells how the day goes: a line for people on stdout, a line of JSON for programs in a file. */
final class ShopReport {
    private final PrintStream out;
    private final @Nullable Path file;

    ShopReport(PrintStream out, @Nullable Path file) {
        this.out = out;
        this.file = file;
    }

    void begins(Phase phase, Instant now) {
        out.println(now + "  " + phase.title());
        write("""
                {"phase":"%s","at":"%s"}
                """.formatted(phase.name(), now));
    }

    /** The last words, after everything has been shipped: what should be found at the other end. */
    void closed(EventTally tally, Instant now) {
        Optional<Instant> firstError = tally.firstOutageError();
        out.println("events logged: " + tally.events() + ", errors among them: " + tally.errors() + ", not shipped: "
                + tally.notShipped());
        firstError.ifPresent(at -> out.println("first error of the outage: " + at));
        write("""
                {"phase":"closed","at":"%s","events":%d,"errors":%d,"notShipped":%d,"firstOutageError":%s}
                """.formatted(
                        now,
                        tally.events(),
                        tally.errors(),
                        tally.notShipped(),
                        firstError.map(at -> '"' + at.toString() + '"').orElse("null")));
    }

    private void write(String line) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("writing the report to " + file, e);
        }
    }
}
