package dev.tocsin.launcher.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns as wide as their widest cell, which may hold text from anywhere: it is made harmless. What does not fit into 80 columns is cut in the last one. */
public final class Table {
    private static final int WIDTH = 79;
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(PlainText::of).toList());
        return this;
    }

    /** The lines, each with an indent of two. */
    public List<String> lines() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                if (column == widths.size()) {
                    widths.add(0);
                }
                widths.set(column, Math.max(widths.get(column), row.get(column).length()));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(GAP).append(cell);
            line.repeat(' ', widths.get(column) - cell.length());
        }
        String text = line.toString().stripTrailing();
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 3) + "...";
    }
}
