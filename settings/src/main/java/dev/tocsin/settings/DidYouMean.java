package dev.tocsin.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The known word that a misspelt one is nearest to. */
public final class DidYouMean {
    private DidYouMean() {}

    /** Empty when nothing is near enough to be meant. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String plain = plain(word);
        int allowed = Math.max(1, plain.length() / 3);
        return known.stream()
                // Looked at first: what is compared may be as long as a sender likes.
                .filter(candidate -> Math.abs(plain.length() - plain(candidate).length()) <= allowed)
                .filter(candidate -> distance(plain, plain(candidate)) <= allowed)
                .min(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** All of them, those that are nearest to the word before the others. */
    public static List<String> nearestFirst(String word, Collection<String> known) {
        String plain = plain(word);
        return known.stream()
                .sorted(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** How many letters were left out, added, taken for another or swapped with the next one. */
    private static int distance(String a, String b) {
        int[][] upTo = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    upTo[i][j] = i + j;
                    continue;
                }
                int change = upTo[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                upTo[i][j] = Math.min(change, Math.min(upTo[i - 1][j], upTo[i][j - 1]) + 1);
                boolean isSwap =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (isSwap) {
                    upTo[i][j] = Math.min(upTo[i][j], upTo[i - 2][j - 2] + 1);
                }
            }
        }
        return upTo[a.length()][b.length()];
    }
}
