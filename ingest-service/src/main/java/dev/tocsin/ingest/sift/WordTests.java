package dev.tocsin.ingest.sift;

import dev.tocsin.query.Operand;
import dev.tocsin.query.Operand.Quoted;
import dev.tocsin.query.Operand.Wildcard;
import dev.tocsin.query.QueryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Texts are asked for words, in any case: for one of several, for a phrase, or for words by a pattern. */
final class WordTests {
    private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT");

    private WordTests() {}

    static ValueTest is(AskedField field, Operand value) {
        return switch (value) {
            case Wildcard pattern -> oneLike(field, pattern);
            case Quoted(String phrase) -> phrase(Words.of(phrase));
            default -> oneOf(Words.of(value.plain()));
        };
    }

    private static ValueTest phrase(List<String> words) {
        return words.isEmpty() ? (_, _) -> false : (text, _) -> Collections.indexOfSubList(Words.of(text), words) >= 0;
    }

    private static ValueTest oneOf(List<String> words) {
        Set<String> wanted = new HashSet<>(words);
        return wanted.isEmpty() ? (_, _) -> false : (text, _) -> Words.anyOf(text, wanted::contains);
    }

    /**
     * Each part between blanks is a pattern for one word, or words as they are. As in Elasticsearch nothing takes a pattern
     * apart: {@code foo-bar*} is asked of single words, and none has a hyphen.
     */
    private static ValueTest oneLike(AskedField field, Wildcard value) {
        List<ValueTest> tests = new ArrayList<>();
        for (List<String> part : partsOf(value)) {
            if (part.size() == 1) {
                refuseOperator(field, part.getFirst());
                tests.add(oneOf(Words.of(part.getFirst())));
            } else {
                Wildcard pattern =
                        new Wildcard(part.stream().map(Words::lowerCase).toList());
                tests.add(pattern.isLoneStar() ? (_, _) -> true : (text, _) -> Words.anyOf(text, pattern::matches));
            }
        }
        return (text, event) -> tests.stream().anyMatch(test -> test.holds(text, event));
    }

    /** The literals around the stars, cut at blanks. */
    private static List<List<String>> partsOf(Wildcard value) {
        List<List<String>> parts = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String literal : value.parts()) {
            String[] pieces = literal.split("[ \t\n\r\u3000]+", -1);
            open.add(pieces[0]);
            for (int i = 1; i < pieces.length; i++) {
                parts.add(open);
                open = new ArrayList<>(List.of(pieces[i]));
            }
        }
        parts.add(open);
        parts.removeIf(part -> part.size() == 1 && part.getFirst().isEmpty());
        return parts;
    }

    private static void refuseOperator(AskedField field, String word) {
        if (OPERATORS.contains(word)) {
            throw QueryException.of(
                    word + " beside a wildcard would be an operator of another language.",
                    "Write it in small letters, or join conditions: %s: one* and not %s: other."
                            .formatted(field.name(), field.name()));
        }
    }
}
