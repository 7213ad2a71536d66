package dev.tocsin.elastic.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What docs/METRICS.md says of a service and what its scrape says, in one form: the name to its type and its labels. Both
 * leave out what a type implies: buckets and sums, {@code le}, the {@code _max} beside a distribution.
 */
public final class MetricsTable {
    private static final Path FILE = Path.of("..", "docs", "METRICS.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SAMPLE = Pattern.compile("(tocsin_[a-z0-9_]+)(\\{.*})? \\S+");
    private static final int CELLS = 6;

    private MetricsTable() {}

    /** A metric's type and label names. */
    public record Metric(String type, Set<String> labels) {}

    /** By name, as the section of the service says. */
    public static Map<String, Metric> ofSection(String service) throws IOException {
        Map<String, Metric> metrics = new TreeMap<>();
        boolean isInSection = false;
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("## ")) {
                isInSection = line.equals("## " + service);
            } else if (isInSection && line.startsWith("| `tocsin_")) {
                String[] cells = line.substring(1).split("\\|", -1);
                if (cells.length != CELLS + 1) {
                    throw new IllegalStateException("not a row of six cells: " + line);
                }
                Metric metric = new Metric(cells[1].strip(), codes(cells[3]));
                if (metrics.put(codes(cells[0]).iterator().next(), metric) != null) {
                    throw new IllegalStateException("twice: " + line);
                }
            }
        }
        return metrics;
    }

    private static Set<String> codes(String cell) {
        Set<String> codes = new TreeSet<>();
        Matcher matcher = CODE.matcher(cell);
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }

    /** By name, as a scrape says: only our own. */
    public static Map<String, Metric> ofScrape(String scrape) {
        Map<String, String> types = new TreeMap<>();
        scrape.lines().filter(line -> line.startsWith("# TYPE tocsin_")).forEach(line -> {
            String[] words = line.split(" ");
            types.put(words[2], words[3]);
        });
        types.keySet().removeIf(name -> name.endsWith("_max") && isDistribution(types, name, "_max"));
        Map<String, Metric> metrics = new TreeMap<>();
        types.forEach((name, type) -> metrics.put(name, new Metric(type, new TreeSet<>())));
        scrape.lines().forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                Metric metric = metrics.get(family(types, sample.group(1)));
                String labels = sample.group(2);
                if (metric != null && labels != null) {
                    LABEL.matcher(labels)
                            .results()
                            .map(label -> label.group(1))
                            .filter(label -> !label.equals("le"))
                            .forEach(metric.labels()::add);
                }
            }
        });
        return metrics;
    }

    private static String family(Map<String, String> types, String sample) {
        return Arrays.asList("_bucket", "_sum", "_count", "_max").stream()
                .filter(suffix -> sample.endsWith(suffix) && isDistribution(types, sample, suffix))
                .findFirst()
                .map(suffix -> sample.substring(0, sample.length() - suffix.length()))
                .orElse(sample);
    }

    private static boolean isDistribution(Map<String, String> types, String name, String suffix) {
        String type = types.get(name.substring(0, name.length() - suffix.length()));
        return "histogram".equals(type) || "summary".equals(type);
    }
}
