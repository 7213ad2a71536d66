package dev.tocsin.ingest.refused;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file of dead letters is called, without its ending: {@code decode-2026-11-23.000}. In order of time.
 *
 * @param prefix {@code decode} or {@code index}; earlier builds had both in {@code dead-letters}
 * @param day in UTC
 * @param number of the file among those of its day, from 0
 */
record LetterFileName(String prefix, LocalDate day, int number) implements Comparable<LetterFileName> {
    static final String ENDING = ".jsonl";

    private static final Pattern FORM =
            Pattern.compile("(decode|index|dead-letters)-(\\d{4}-\\d{2}-\\d{2})\\.(\\d{3}|[1-9]\\d{3,8})");

    private static final Comparator<LetterFileName> IN_ORDER = Comparator.comparing(LetterFileName::day)
            .thenComparing(LetterFileName::number)
            .thenComparing(LetterFileName::prefix);

    /** Whether files with this prefix are each of one data stream. */
    static boolean hasStreams(String prefix) {
        return !prefix.equals("decode");
    }

    /** Empty if it is the name of something else. */
    static Optional<LetterFileName> of(String name) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(form.group(2));
            return Optional.of(new LetterFileName(form.group(1), day, Integer.parseInt(form.group(3))));
        } catch (DateTimeException e) {
            return Optional.empty(); // the 31st of February
        }
    }

    /** The same of a file's name with its ending. */
    static Optional<LetterFileName> ofFile(String fileName) {
        return fileName.endsWith(ENDING)
                ? of(fileName.substring(0, fileName.length() - ENDING.length()))
                : Optional.empty();
    }

    @Override
    public int compareTo(LetterFileName other) {
        return IN_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s-%s.%03d", prefix, day, number);
    }
}
