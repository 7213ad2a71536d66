package dev.tocsin.alert.rule;

import dev.tocsin.access.FileRest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calendars in force, read again when their file changes and is at rest. A calendar that breaks goes on as it was
 * last good, and is listed as broken all the same; so do all of them when the file cannot be read. Thread-safe.
 */
public final class CalendarBook {
    /** How problems name the file, to tell it from those of rules. */
    static final String FILE = "calendars.yml";

    private final Path file;
    private final FileRest rest;
    private Optional<Content> content = Optional.empty();
    private boolean wasRead;
    private volatile Calendars current = Calendars.NONE;

    /** @param text null if it cannot be read */
    private record Content(@Nullable String text) {}

    /** @param file with calendars; one that is not there has none */
    public CalendarBook(Path file) {
        this.file = file;
        this.rest = new FileRest(file);
    }

    /** What the file says, read now. */
    public static Calendars read(Path file) {
        CalendarBook book = new CalendarBook(file);
        book.readAgain(Instant.EPOCH);
        return book.current();
    }

    public Calendars current() {
        return current;
    }

    /** Whether anything changed since the last look; the first one takes the file as it is. */
    public synchronized boolean readAgain(Instant now) {
        Optional<Content> found =
                Files.exists(file) ? Optional.of(new Content(RuleFiles.contentOf(file))) : Optional.empty();
        boolean isAtRest = rest.isAtRest(found, now);
        if (wasRead && (!isAtRest || found.equals(content))) {
            return false;
        }
        content = found;
        wasRead = true;
        current = found.map(one -> keepingLastGood(HoursReader.parse(FILE, one.text())))
                .orElse(Calendars.NONE);
        return true;
    }

    private Calendars keepingLastGood(Calendars read) {
        Map<String, BusinessHours> named = new HashMap<>();
        read.all().forEach(hours -> named.put(hours.name(), hours));
        for (BusinessHours before : current.all()) {
            if (read.broken().contains(before.name()) || read.broken().contains(FILE)) {
                named.putIfAbsent(before.name(), before);
            }
        }
        return new Calendars(named, read.problems(), read.broken());
    }
}
