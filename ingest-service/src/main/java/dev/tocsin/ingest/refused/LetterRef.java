package dev.tocsin.ingest.refused;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which dead letter: {@code decode-2026-11-23.000:17}, its file without the ending and its line. It stays the same as long
 * as the letter is kept.
 *
 * @param line from 1
 */
public record LetterRef(String file, int line) {
    private static final Pattern FORM = Pattern.compile("([^:]{1,40}):([1-9]\\d{0,8})");

    public LetterRef {
        if (LetterFileName.of(file).isEmpty()) {
            throw new IllegalArgumentException("no file of dead letters");
        }
    }

    /** Empty if it is none. */
    public static Optional<LetterRef> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() && LetterFileName.of(form.group(1)).isPresent()
                ? Optional.of(new LetterRef(form.group(1), Integer.parseInt(form.group(2))))
                : Optional.empty();
    }

    LetterFileName fileName() {
        return LetterFileName.of(file).orElseThrow();
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
