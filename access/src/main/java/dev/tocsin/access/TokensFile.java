package dev.tocsin.access;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code tokens.yml}, read with all problems at once.
 *
 * @param entries those that are in order, in the file's order
 * @param places where each entry stands
 * @param problems the file is in force only without any
 */
record TokensFile(List<TokenEntry> entries, List<Place> places, List<Problem> problems) {
    static final TokensFile EMPTY = new TokensFile(List.of(), List.of(), List.of());
    static final int LARGEST = 1 << 20;

    /** First and last line of an entry, from 0. */
    record Place(int first, int last) {}

    TokensFile {
        entries = List.copyOf(entries);
        places = List.copyOf(places);
        problems = List.copyOf(problems);
    }

    /** What a look at the file found. */
    sealed interface Content {
        record Missing() implements Content {}

        record Text(String text) implements Content {}

        record Unreadable(String reason) implements Content {}
    }

    static Content contentOf(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                return new Content.Unreadable("is larger than 1 MB");
            }
            return new Content.Text(Files.readString(file));
        } catch (NoSuchFileException e) {
            return new Content.Missing();
        } catch (CharacterCodingException e) {
            return new Content.Unreadable("is not UTF-8");
        } catch (IOException e) {
            return new Content.Unreadable("cannot be read: " + e.getClass().getSimpleName());
        }
    }

    static TokensFile of(String file, Content content) {
        return switch (content) {
            case Content.Missing _ -> EMPTY;
            case Content.Text(String text) -> TokensReader.read(file, text);
            case Content.Unreadable(String reason) ->
                new TokensFile(
                        List.of(),
                        List.of(),
                        List.of(new Problem(file, 1, "", reason, "a text file that the service's user may read")));
        };
    }
}
