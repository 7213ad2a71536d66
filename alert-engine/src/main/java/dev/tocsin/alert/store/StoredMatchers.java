package dev.tocsin.alert.store;

import dev.tocsin.alert.route.BadMatcher;
import dev.tocsin.alert.route.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matchers as JSON in a row, in the words in which people write them: these stay what they mean, whatever becomes of our
 * classes.
 *
 * @param matchers such as {@code team=shop}
 */
record StoredMatchers(List<@Nullable String> matchers) {
    static String write(List<Matcher> matchers) {
        List<@Nullable String> texts = new ArrayList<>();
        matchers.forEach(matcher -> texts.add(matcher.text()));
        return StoredJson.write(new StoredMatchers(texts));
    }

    /** Empty if one of them cannot be read: without it the others would hold for more than was meant. */
    static Optional<List<Matcher>> read(String json) {
        return switch (StoredJson.read(StoredMatchers.class, json)) {
            case StoredJson.Read.Readable<StoredMatchers>(StoredMatchers stored) -> parsed(stored.matchers());
            case StoredJson.Read.Unreadable<StoredMatchers> _ -> Optional.empty();
        };
    }

    private static Optional<List<Matcher>> parsed(List<@Nullable String> texts) {
        List<Matcher> matchers = new ArrayList<>();
        for (String text : texts) {
            if (text == null) {
                return Optional.empty();
            }
            try {
                matchers.add(Matcher.parse(text));
            } catch (BadMatcher e) {
                return Optional.empty();
            }
        }
        return Optional.of(matchers).filter(read -> !read.isEmpty());
    }
}
