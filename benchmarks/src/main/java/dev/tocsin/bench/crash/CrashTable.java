package dev.tocsin.bench.crash;

import java.util.ArrayList;
import java.util.List;

/** The rows for people. */
public final class CrashTable {
    private CrashTable() {}

    /** A line for each, under a head. */
    public static List<String> of(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add("%-20s %5s %13s %9s %8s %8s".formatted("", "runs", "acknowledged", "repeated", "lost", "doubled"));
        for (Row row : rows) {
            lines.add("%-20s %5d %,13d %,9d %8s %8s%s"
                    .formatted(
                            row.trial(),
                            row.runs(),
                            row.acknowledged(),
                            row.repeats(),
                            row.lostInWords(),
                            row.doubledInWords(),
                            remark(row)));
        }
        return lines;
    }

    private static String remark(Row row) {
        if (!row.isCounted()) {
            String before = "; before that lost %d, doubled %d".formatted(row.lost(), row.doubled());
            return "  " + row.trouble() + (row.lost() + row.doubled() > 0 ? before : "");
        }
        return row.missing() == 0 ? "" : "  no time for %d of %d runs".formatted(row.missing(), row.target());
    }
}
