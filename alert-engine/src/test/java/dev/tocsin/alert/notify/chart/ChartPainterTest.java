package dev.tocsin.alert.notify.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tocsin.alert.HostileTexts;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands where in the picture; {@code -Dcharts.write=FOLDER} writes it, to be looked at. */
final class ChartPainterTest {
    private static final int SCALE = ChartPainter.SCALE;

    @Test
    void drawsTheLineThroughItsPointsAndTheThresholdsWhereTheyAre() throws IOException {
        Series series = SeriesForTests.failing();
        ChartFrame frame = new ChartFrame(series);

        BufferedImage image = painted("firing", series);

        assertThat(image.getWidth()).isEqualTo(1600);
        assertThat(image.getHeight()).isEqualTo(560);
        for (Series.Point point : series.points().subList(0, 49)) {
            assertThat(isNear(image, frame.x(point.end()), frame.y(value(point)), ChartPainter.SERIES))
                    .as("the point of %s", point)
                    .isTrue();
        }
        assertThat(shareInRow(image, frame.y(100), ChartPainter.CRITICAL)).isBetween(0.4, 0.9);
        assertThat(shareInRow(image, frame.y(30), ChartPainter.WARNING)).isBetween(0.4, 0.9);
        assertThat(shareInRow(image, frame.y(70), ChartPainter.CRITICAL)).isLessThan(0.02);
        assertThat(shareInColumn(image, frame.x(SeriesForTests.FIRED), ChartPainter.CRITICAL))
                .as("the time of firing")
                .isGreaterThan(0.9);
        assertThat(shareInColumn(image, frame.x(SeriesForTests.FIRED.minusSeconds(600)), ChartPainter.CRITICAL))
                .isLessThan(0.1);
    }

    @Test
    void marksTheEnd() throws IOException {
        Instant ended = SeriesForTests.FIRED.plusSeconds(7 * 60);
        Series series = SeriesForTests.failing("Checkout is failing: checkout-api", ended);

        BufferedImage image = painted("resolved", series);

        assertThat(shareInColumn(image, new ChartFrame(series).x(ended), ChartPainter.CALM))
                .isGreaterThan(0.8);
    }

    @Test
    void leavesAGapWhereThereIsNoValue() throws IOException {
        List<Series.Point> points = IntStream.range(0, 60)
                .mapToObj(i -> new Series.Point(
                        SeriesForTests.FIRED.plusSeconds(60L * i), i > 20 && i < 40 ? null : 50 + 10 * Math.sin(i)))
                .toList();
        Series series = new Series(
                "p99 of a long name, " + "x".repeat(300),
                "p99 of numeric_labels.millis in 5 min",
                " %",
                points,
                null,
                70.0,
                SeriesForTests.FIRED,
                null);
        ChartFrame frame = new ChartFrame(series);

        BufferedImage image = painted("gap", series);

        assertThat(shareInColumn(image, frame.x(points.get(30).end()), ChartPainter.SERIES))
                .isZero();
        assertThat(shareInColumn(image, frame.x(points.get(10).end()), ChartPainter.SERIES))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"0", "1e-9", "-40", "1e300", "NaN", "Infinity"})
    void drawsWhateverTheNumbersAre(double value) throws IOException {
        List<Series.Point> points = List.of(
                new Series.Point(SeriesForTests.FIRED, value),
                new Series.Point(SeriesForTests.FIRED.plusSeconds(60), 0.0),
                new Series.Point(SeriesForTests.FIRED.plusSeconds(120), value));

        BufferedImage image =
                painted("odd", new Series("t", "hits", "", points, value, value, SeriesForTests.FIRED, null));

        assertThat(image.getWidth()).isEqualTo(1600);
    }

    @Test
    void drawsWhateverTheTextsAre() throws IOException {
        for (String text : HostileTexts.all().values()) {
            Series plain = SeriesForTests.failing(text, null);
            assertThat(painted(
                            "hostile",
                            new Series(text, text, " %", plain.points(), 1.0, 2.0, plain.fired(), plain.fired())))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"PT2M, 3", "PT1H, 7", "PT5H, 6", "P1D, 5", "P10D, 6", "P500D, 7"})
    void marksTimesThatPeopleReadEasily(Duration length, int most) {
        Series series = new Series(
                "t",
                "hits",
                "",
                List.of(
                        new Series.Point(SeriesForTests.FIRED, 1.0),
                        new Series.Point(SeriesForTests.FIRED.plus(length), 1.0)),
                null,
                null,
                SeriesForTests.FIRED,
                null);
        ChartFrame frame = new ChartFrame(series);

        assertThat(frame.timeMarks()).hasSizeBetween(2, most);
        assertThat(frame.timeMarks()).allMatch(mark -> mark.getEpochSecond() % 60 == 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 7, 2", "0, 100, 25", "0, 0.03, 0.01", "-40, 3, 10", "0, 1430, 500"})
    void marksValuesThatPeopleReadEasily(double least, double most, double step) {
        Series series = new Series(
                "t",
                "hits",
                "",
                List.of(
                        new Series.Point(SeriesForTests.FIRED, least),
                        new Series.Point(SeriesForTests.FIRED.plusSeconds(60), most)),
                null,
                null,
                SeriesForTests.FIRED,
                null);
        List<Double> marks = new ChartFrame(series).valueMarks();

        assertThat(marks.get(1) - marks.get(0))
                .isEqualTo(step, within(step * 1e-9))
                .isPositive();
        assertThat(marks).hasSizeBetween(3, 7).contains(0.0);
    }

    private static BufferedImage painted(String name, Series series) throws IOException {
        byte[] png = ChartPainter.png(series);
        String folder = System.getProperty("charts.write", "");
        if (!folder.isEmpty()) {
            Files.write(Path.of(folder).resolve(name + ".png"), png);
        }
        assertThat(png).hasSizeLessThan(200_000);
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static double value(Series.Point point) {
        Double value = point.value();
        return value == null ? Double.NaN : value;
    }

    private static boolean isNear(BufferedImage image, double x, double y, Color colour) {
        for (int dx = -2; dx <= 2; dx++) {
            for (int dy = -2; dy <= 2; dy++) {
                if (is(image.getRGB((int) Math.round(x * SCALE) + dx, (int) Math.round(y * SCALE) + dy), colour)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double shareInRow(BufferedImage image, double y, Color colour) {
        int row = (int) Math.round(y * SCALE);
        return share(
                IntStream.range(ChartFrame.LEFT * SCALE, ChartFrame.RIGHT * SCALE)
                        .map(x -> image.getRGB(x, row)),
                colour);
    }

    private static double shareInColumn(BufferedImage image, double x, Color colour) {
        // A line may lie between two pixels.
        return IntStream.rangeClosed(-1, 1)
                .map(beside -> (int) Math.round(x * SCALE) + beside)
                .mapToDouble(column -> share(
                        IntStream.range(ChartFrame.TOP * SCALE, ChartFrame.BOTTOM * SCALE)
                                .map(y -> image.getRGB(column, y)),
                        colour))
                .max()
                .orElse(0);
    }

    private static double share(IntStream pixels, Color colour) {
        int[] all = pixels.toArray();
        return (double) IntStream.of(all).filter(pixel -> is(pixel, colour)).count() / all.length;
    }

    private static boolean is(int rgb, Color colour) {
        Color pixel = new Color(rgb);
        return Math.abs(pixel.getRed() - colour.getRed()) < 40
                && Math.abs(pixel.getGreen() - colour.getGreen()) < 40
                && Math.abs(pixel.getBlue() - colour.getBlue()) < 40;
    }
}
