package dev.tocsin.launcher.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where lines for a person go. Thread-safe: a progress line that moves is put away before another line is printed. */
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final String PLAIN = "\u001b[0m";
    private static final int STANDARD_WIDTH = 80;
    private static final int NARROWEST = 40;
    private static final int WIDEST = 240;
    private static final int INDENT = 2;

    /** Columns of what stands before a problem. */
    private static final int MARK = 3;

    private final PrintStream out;
    private final InputStream in;
    private final boolean moving;
    private final boolean coloured;
    private final boolean fancy;
    private final int width;
    private @Nullable String progressLine;

    /**
     * @param moving a person watches: lines may be redrawn
     * @param coloured escape sequences for colours are understood
     * @param fancy the encoding knows more than ASCII
     */
    public Terminal(PrintStream out, boolean moving, boolean coloured, boolean fancy) {
        this(out, System.in, moving, coloured, fancy, STANDARD_WIDTH);
    }

    private Terminal(PrintStream out, InputStream in, boolean moving, boolean coloured, boolean fancy, int width) {
        this.out = out;
        this.in = in;
        this.moving = moving;
        this.coloured = coloured;
        this.fancy = fancy;
        this.width = width;
    }

    /** The standard output: colours and movement on a terminal only, no colours where NO_COLOR is set. */
    public static Terminal standard(Map<String, String> environment) {
        Console console = System.console();
        boolean watched = console != null && console.isTerminal() && !"dumb".equals(environment.get("TERM"));
        return new Terminal(
                System.out,
                System.in,
                watched,
                watched && environment.getOrDefault("NO_COLOR", "").isEmpty(),
                System.out.charset().equals(StandardCharsets.UTF_8),
                width(environment.getOrDefault("COLUMNS", "")));
    }

    /** The same where another one types. */
    public Terminal answeredBy(InputStream person) {
        return new Terminal(out, person, moving, coloured, fancy, width);
    }

    private static int width(String columns) {
        int said = columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : STANDARD_WIDTH;
        return Math.max(NARROWEST, Math.min(said, WIDEST));
    }

    /** How many columns it has, as the shell says. */
    public int width() {
        return width;
    }

    public boolean isColoured() {
        return coloured;
    }

    /** Whether more than ASCII can be shown. */
    public boolean isFancy() {
        return fancy;
    }

    public void line(String text) {
        print(text + "\n");
    }

    /** JSON for a program; where a person watches it means the same in ASCII, with nothing in it that a terminal would obey. */
    public void json(String json) {
        line(moving ? PlainText.inAscii(json) : json);
    }

    /** Bytes that are no text, for a file. */
    public synchronized void bytes(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    /** A sentence or two: where a person watches, broken between words. */
    public void text(String text) {
        broken(text, width).forEach(this::line);
    }

    /** As many words to a line as fit; whoever reads it with a program gets the whole. */
    private List<String> broken(String text, int columns) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (moving && rest.length() > columns) {
            int cut = rest.lastIndexOf(' ', columns);
            if (cut < rest.length() - rest.stripLeading().length()) {
                break; // one long word
            }
            lines.add(rest.substring(0, cut));
            rest = " ".repeat(INDENT) + rest.substring(cut + 1);
        }
        lines.add(rest);
        return lines;
    }

    /** Text that has its line ends already. */
    public synchronized void print(String text) {
        if (progressLine != null) {
            out.print(CLEAR_LINE);
        }
        out.print(text);
        if (progressLine != null) {
            out.print(progressLine);
        }
        out.flush();
    }

    /** Something is done. */
    public void done(String what, Duration took) {
        line("  " + styled(Style.GOOD, fancy ? "✓" : "ok") + " " + what + "  " + styled(Style.DIM, seconds(took)));
    }

    /** Something is wrong, and what to do; may come from anywhere, and is made harmless. */
    public void problem(String what) {
        String mark = styled(Style.BAD, fancy ? "✗" : "!!") + " ";
        what.lines().map(PlainText::of).forEach(one -> {
            // An indented line, such as one of a log, belongs to the one before it.
            if (one.startsWith(" ")) {
                line(one);
                return;
            }
            List<String> lines = broken(one, width - MARK);
            line(mark + lines.getFirst());
            lines.stream().skip(1).forEach(this::line);
        });
    }

    /** What is typed or piped in. */
    public InputStream input() {
        return in;
    }

    /** Asks somebody who watches; no answer is none. */
    public boolean isConfirmed(String question) throws IOException {
        print(question + " [y/N] ");
        String answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y(es)?");
    }

    /** Begins to show that something takes its time; close it when it is over. */
    public Progress progress(String what) {
        return Progress.begin(this, what);
    }

    public String styled(Style style, String text) {
        return coloured ? style.escape() + text + PLAIN : text;
    }

    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    public boolean isMoving() {
        return moving;
    }

    synchronized void moveTo(@Nullable String newProgressLine) {
        if (progressLine != null) {
            out.print(CLEAR_LINE);
        }
        progressLine = newProgressLine;
        if (newProgressLine != null) {
            out.print(newProgressLine);
        }
        out.flush();
    }
}
