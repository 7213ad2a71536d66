package dev.tocsin.launcher.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns as wide as their widest cell, which may hold text from anywhere: it is made harmless. What does not fit into 80 columns is cut in the last one. */
public final class Table {
    private static final int WIDTH = 79;
    private static final int NARROWEST = 12;
    private static final String GAP = "  ";
    private static final String CUT = "...";

    private final List<List<String>> rows = new ArrayList<>();

    public Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(PlainText::of).toList());
        return this;
    }

    /** The lines, each with an indent of two. */
    public List<String> lines() {
        return lines(widths(), WIDTH);
    }

    /**
     * The same for a terminal of so many columns, where the first column gives way to the others.
     *
     * @param columns of which the last stays free
     */
    public List<String> linesWithin(int columns) {
        List<Integer> widths = widths();
        int room = columns - 1;
        int tooMuch = widths.stream().mapToInt(width -> GAP.length() + width).sum() - room;
        if (tooMuch > 0) {
            widths.set(0, Math.max(Math.min(NARROWEST, widths.getFirst()), widths.getFirst() - tooMuch));
        }
        return lines(widths, room);
    }

    /** The same for a terminal of so many columns, where the last column is cut. */
    public List<String> linesCutAt(int columns) {
        return lines(widths(), columns - 1);
    }

    private List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                if (column == widths.size()) {
                    widths.add(0);
                }
                widths.set(column, Math.max(widths.get(column), row.get(column).length()));
            }
        }
        return widths;
    }

    private List<String> lines(List<Integer> widths, int room) {
        return rows.stream().map(row -> line(row, widths, room)).toList();
    }

    private static String line(List<String> row, List<Integer> widths, int room) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = cut(row.get(column), widths.get(column));
            line.append(GAP).append(cell);
            line.repeat(' ', widths.get(column) - cell.length());
        }
        return cut(line.toString().stripTrailing(), room);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - CUT.length()) + CUT;
    }
}
