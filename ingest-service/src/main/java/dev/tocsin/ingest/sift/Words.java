package dev.tocsin.ingest.sift;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The words of a text, as Elasticsearch's standard analyzer finds them: by Unicode's word boundaries, in small letters. It is
 * the same tokenizer.
 */
final class Words {
    /** A tokenizer has much memory, and is used again by the threads of TCP; a request of HTTP has its own. */
    private static final ThreadLocal<StandardTokenizer> TOKENIZER = ThreadLocal.withInitial(StandardTokenizer::new);

    private Words() {}

    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        anyOf(text, word -> {
            words.add(word);
            return false;
        });
        return words;
    }

    /** Whether one of them is wanted; no further than that is read. */
    static boolean anyOf(String text, Predicate<String> wanted) {
        StandardTokenizer tokenizer = TOKENIZER.get();
        CharTermAttribute word = tokenizer.getAttribute(CharTermAttribute.class);
        tokenizer.setReader(new StringReader(text));
        try (tokenizer) {
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                if (wanted.test(lowerCase(word.toString()))) {
                    return true;
                }
            }
            tokenizer.end();
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory", e);
        }
    }

    /** Each character for itself, as Lucene does it: no word becomes longer. */
    static String lowerCase(String word) {
        StringBuilder lower = new StringBuilder(word.length());
        word.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }
}
