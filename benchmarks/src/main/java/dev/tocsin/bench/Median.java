package dev.tocsin.bench;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** The value in the middle: one bad round does not move it. */
public final class Median {
    private Median() {}

    public static double of(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Of the ratios of each round: of what was measured at about the same time. */
    public static double ofRatios(List<Double> values, List<Double> others) {
        return of(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) / others.get(round))
                .toList());
    }
}
