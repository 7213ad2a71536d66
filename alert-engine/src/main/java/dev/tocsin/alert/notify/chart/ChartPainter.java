package dev.tocsin.alert.notify.chart;

import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.route.Wording;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws a series with its thresholds and the time when the alert fired, as a PNG of twice 800 by 280 points. Needs no
 * display, and a machine with a font: where there is none it throws {@link CannotDraw}. The same series gives the same
 * picture.
 */
public final class ChartPainter {
    static final int SCALE = 2;
    static final Color SERIES = new Color(0x25, 0x63, 0xEB);
    static final Color CRITICAL = new Color(0xDC, 0x26, 0x26);
    static final Color WARNING = new Color(0xD9, 0x77, 0x06);
    static final Color CALM = new Color(0x16, 0xA3, 0x4A);
    private static final Color BELOW_SERIES = new Color(0x25, 0x63, 0xEB, 0x22);
    private static final Color INK = new Color(0x1F, 0x29, 0x37);
    private static final Color FAINT_INK = new Color(0x6B, 0x72, 0x80);
    private static final Color GRID = new Color(0xE5, 0xE7, 0xEB);

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final int LONGEST_TITLE = 200;
    private static final int LINE = 15;
    private static final float[] DASHES = {7, 4};

    private static final DateTimeFormatter TO_MINUTE = format("HH:mm");
    private static final DateTimeFormatter DAY = format("MMM d");
    private static final DateTimeFormatter WHOLE_DAY = format("yyyy-MM-dd");

    private ChartPainter() {}

    /** This machine cannot draw: something that Java draws with is missing. */
    public static final class CannotDraw extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CannotDraw(Throwable cause) {
            super(cause.toString(), cause);
        }
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** @param series one that {@linkplain Series#isWorthDrawing is worth drawing} */
    public static byte[] png(Series series) {
        try {
            BufferedImage image =
                    new BufferedImage(ChartFrame.WIDTH * SCALE, ChartFrame.HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = image.createGraphics();
            try {
                pen.scale(SCALE, SCALE);
                pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
                pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
                pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
                new Drawing(series, new ChartFrame(series), pen).draw();
            } finally {
                pen.dispose();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            // Not by a file: a container may have no place for one.
            try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
                ImageIO.write(image, "png", out);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        } catch (RuntimeException | LinkageError | InternalError | java.awt.AWTError e) {
            // Without fonts or their libraries Java says so in any of these.
            throw new CannotDraw(e);
        }
    }

    /** A line over the whole width or height, and what it is. */
    private record Limit(double y, String text, Color colour) {}

    /** One picture. */
    private record Drawing(Series series, ChartFrame frame, Graphics2D pen) {
        void draw() {
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, ChartFrame.WIDTH, ChartFrame.HEIGHT);
            title();
            axes();
            values();
            limits();
            moment(series.fired(), "fired", CRITICAL, true);
            Instant ended = series.ended();
            if (ended != null) {
                moment(ended, "resolved", CALM, false);
            }
        }

        private void title() {
            pen.setColor(INK);
            pen.setFont(TITLE);
            pen.drawString(fitting(HarmlessText.line(series.title(), LONGEST_TITLE), ChartFrame.WIDTH - 32), 16, 24);
            pen.setColor(FAINT_INK);
            pen.setFont(TEXT);
            Instant first = series.points().getFirst().end();
            Instant last = series.points().getLast().end();
            String days = WHOLE_DAY.format(first).equals(WHOLE_DAY.format(last))
                    ? WHOLE_DAY.format(last)
                    : WHOLE_DAY.format(first) + " to " + WHOLE_DAY.format(last);
            String what = HarmlessText.line(series.what(), LONGEST_TITLE) + ", " + days + " UTC";
            pen.drawString(fitting(what, ChartFrame.WIDTH - 32), 16, 42);
        }

        private void axes() {
            pen.setStroke(new BasicStroke(1));
            pen.setFont(TEXT);
            FontMetrics metrics = pen.getFontMetrics();
            for (double mark : frame.valueMarks()) {
                double y = frame.y(mark);
                pen.setColor(GRID);
                pen.draw(new Line2D.Double(ChartFrame.LEFT, y, ChartFrame.RIGHT, y));
                String text = fitting(Wording.number(mark) + series.unit(), ChartFrame.LEFT - 12);
                pen.setColor(FAINT_INK);
                pen.drawString(text, ChartFrame.LEFT - 8f - metrics.stringWidth(text), (float) y + 4);
            }
            for (Instant mark : frame.timeMarks()) {
                double x = frame.x(mark);
                boolean isMidnight = mark.getEpochSecond() % 86_400 == 0;
                String text = (frame.marksDays() || isMidnight ? DAY : TO_MINUTE).format(mark);
                pen.setColor(GRID);
                pen.draw(new Line2D.Double(x, ChartFrame.BOTTOM, x, ChartFrame.BOTTOM + 5));
                pen.setColor(FAINT_INK);
                pen.drawString(text, (float) x - metrics.stringWidth(text) / 2f, ChartFrame.BOTTOM + 20f);
            }
        }

        /** A window without a value is a gap in the line. */
        private void values() {
            List<Series.Point> run = new ArrayList<>();
            for (Series.Point point : series.points()) {
                Double value = point.value();
                if (value == null || !Double.isFinite(value)) {
                    line(run);
                    run.clear();
                } else {
                    run.add(point);
                }
            }
            line(run);
        }

        private void line(List<Series.Point> run) {
            if (run.isEmpty()) {
                return;
            }
            Path2D line = new Path2D.Double();
            for (Series.Point point : run) {
                double x = frame.x(point.end());
                double y = yOf(point);
                if (line.getCurrentPoint() == null) {
                    line.moveTo(x, y);
                } else {
                    line.lineTo(x, y);
                }
            }
            double ground = frame.y(0);
            Path2D below = new Path2D.Double(line);
            below.lineTo(frame.x(run.getLast().end()), ground);
            below.lineTo(frame.x(run.getFirst().end()), ground);
            below.closePath();
            pen.setColor(BELOW_SERIES);
            pen.fill(below);
            pen.setColor(SERIES);
            pen.setStroke(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            pen.draw(line);
            if (run.size() == 1) {
                dot(frame.x(run.getFirst().end()), yOf(run.getFirst()), 2.5);
            }
        }

        private double yOf(Series.Point point) {
            Double value = point.value();
            return frame.y(value == null ? 0 : value);
        }

        private void dot(double x, double y, double radius) {
            pen.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        }

        private void limits() {
            List<Limit> limits = new ArrayList<>();
            addLimit(limits, series.warning(), "warning", WARNING);
            addLimit(limits, series.critical(), "critical", CRITICAL);
            limits.sort(Comparator.comparingDouble(Limit::y));
            pen.setFont(TEXT);
            double free = 0;
            for (Limit limit : limits) {
                pen.setColor(limit.colour());
                pen.setStroke(new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, DASHES, 0));
                pen.draw(new Line2D.Double(ChartFrame.LEFT, limit.y(), ChartFrame.RIGHT, limit.y()));
                double y = Math.max(limit.y() + 4, free);
                pen.drawString(
                        fitting(limit.text(), ChartFrame.WIDTH - ChartFrame.RIGHT - 12), ChartFrame.RIGHT + 8f, (float)
                                y);
                free = y + LINE;
            }
        }

        private void addLimit(List<Limit> limits, @Nullable Double threshold, String name, Color colour) {
            if (threshold != null) {
                limits.add(
                        new Limit(frame.y(threshold), name + " " + Wording.number(threshold) + series.unit(), colour));
            }
        }

        /** @param isLeft on which side of its line the name stands: an end does not stand over its beginning */
        private void moment(Instant at, String name, Color colour, boolean isLeft) {
            if (!frame.holds(at)) {
                return;
            }
            double x = frame.x(at);
            pen.setColor(colour);
            pen.setStroke(new BasicStroke(1));
            pen.draw(new Line2D.Double(x, ChartFrame.TOP - 2.0, x, ChartFrame.BOTTOM));
            series.points().stream()
                    .filter(point -> point.end().equals(at) && point.value() != null)
                    .findFirst()
                    .ifPresent(point -> dot(x, yOf(point), 4));
            String text = name + " " + TO_MINUTE.format(at);
            pen.setFont(TEXT);
            int width = pen.getFontMetrics().stringWidth(text);
            double left = Math.clamp(isLeft ? x - width + 3 : x - 3, ChartFrame.LEFT, ChartFrame.WIDTH - 8.0 - width);
            pen.drawString(text, (float) left, ChartFrame.TOP - 6f);
        }

        private String fitting(String text, int width) {
            FontMetrics metrics = pen.getFontMetrics();
            if (metrics.stringWidth(text) <= width) {
                return text;
            }
            int end = text.length();
            while (end > 0 && metrics.stringWidth(text.substring(0, end) + "…") > width) {
                end = text.offsetByCodePoints(end, -1);
            }
            return text.substring(0, end) + "…";
        }
    }
}
