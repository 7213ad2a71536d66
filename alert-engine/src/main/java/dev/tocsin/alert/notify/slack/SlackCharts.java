package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Deadline;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.chart.ChartPainter;
import dev.tocsin.alert.notify.chart.Series;
import dev.tocsin.alert.notify.slack.SlackUpload.Uploaded;
import dev.tocsin.alert.route.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Charts for living messages, made beside delivery, one after another: no news waits for one. Each stage of a message is
 * drawn and uploaded once, with a second try where Slack did not take it; then the message goes without. In a storm what is
 * too much at once is left out. Thread-safe.
 */
final class SlackCharts {
    private static final Logger LOG = LoggerFactory.getLogger(SlackCharts.class);
    private static final int MOST_WAITING = 20;
    private static final int MOST_KNOWN = 1_000;
    private static final int MOST_TRIES = 2;
    private static final int MOST_REFUSALS = 4;
    private static final Duration UPLOAD = Duration.ofSeconds(16);
    private static final Duration UNTIL_MENDED = Duration.ofHours(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** How long things take there. */
    record Pauses(Duration tryAgain, Duration showAgain) {
        static Pauses standard() {
            return new Pauses(Duration.ofSeconds(30), Duration.ofSeconds(5));
        }
    }

    private final String channel;
    private final SlackUpload upload;
    private final AlertSeries series;
    private final Pauses pauses;
    private final Executor threads =
            task -> Thread.ofVirtual().name("slack-charts").start(task);
    /** One draws; the others wait in their threads. */
    private final Semaphore pen = new Semaphore(1);

    private final Map<String, Making> byLife = new LinkedHashMap<>();
    private int waiting;
    private Deadline off = Deadline.in(Duration.ZERO);
    private String trouble = "";

    SlackCharts(String channel, SlackUpload upload, AlertSeries series, Pauses pauses) {
        this.channel = channel;
        this.upload = upload;
        this.series = series;
        this.pauses = pauses;
    }

    /** The chart of a life, as far as it is. */
    private static final class Making {
        private final String stage;
        private int tries;
        private int refusals;
        private @Nullable SlackChart chart;
        /** When it may be tried again, or shown; null while somebody is at it, and when all is done. */
        private @Nullable Deadline next;

        private Making(String stage) {
            this.stage = stage;
        }
    }

    /** Begins with the chart of the life's stage unless its message has it. Returns at once. */
    void prepare(Life life) {
        Optional<ChartStage> stage = ChartStage.of(life);
        String shown = SlackReference.parse(life.reference())
                .map(SlackReference::chart)
                .map(SlackChart::stage)
                .orElse("");
        if (stage.isEmpty() || shown.equals(stage.get().key())) {
            return;
        }
        if (begin(life.id(), stage.get().key())) {
            threads.execute(() -> make(life.id(), stage.get()));
        }
    }

    private synchronized boolean begin(String life, String stage) {
        Making known = byLife.get(life);
        if (known == null || !known.stage.equals(stage)) {
            known = new Making(stage);
        } else if (known.chart != null || known.tries >= MOST_TRIES || known.next == null || !known.next.isOver()) {
            return false;
        }
        if (waiting >= MOST_WAITING || !off.isOver()) {
            return false;
        }
        byLife.remove(life);
        byLife.put(life, known);
        if (byLife.size() > MOST_KNOWN) {
            Iterator<String> oldest = byLife.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        known.tries++;
        known.next = null;
        waiting++;
        return true;
    }

    private void make(String life, ChartStage stage) {
        Optional<SlackChart> made = Optional.empty();
        try {
            pen.acquire();
            try {
                made = series.of(stage.alert().breach(), stage.alert().end())
                        .flatMap(values -> uploaded(values, stage));
            } finally {
                pen.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ChartPainter.CannotDraw e) {
            turnOff(
                    "this machine cannot draw: " + e.getMessage()
                            + " (Java needs fontconfig and a font: see docs/CHANNELS.md)",
                    FOR_EVER);
        } catch (RuntimeException e) {
            complain("a chart could not be made: " + e);
        } finally {
            done(life, stage.key(), made);
        }
    }

    private Optional<SlackChart> uploaded(Series values, ChartStage stage) {
        byte[] png = ChartPainter.png(values);
        return switch (upload.png("chart.png", png, Deadline.in(UPLOAD))) {
            case Uploaded.There(String file) -> {
                works();
                yield Optional.of(new SlackChart(file, stage.key(), wordsOf(values, png.length)));
            }
            case Uploaded.Failed(String reason, boolean isToBeMended) -> {
                if (isToBeMended) {
                    turnOff(reason, UNTIL_MENDED);
                } else {
                    complain(reason);
                }
                yield Optional.empty();
            }
        };
    }

    private static String wordsOf(Series values, int bytes) {
        String highest = values.points().stream()
                .map(Series.Point::value)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .map(most -> ", at most " + Wording.number(most) + values.unit())
                .orElse("");
        return "chart: " + values.points().size() + " windows up to "
                + Wording.time(values.points().getLast().end()) + highest + ", PNG " + Math.ceilDiv(bytes, 1_000)
                + " kB";
    }

    private synchronized void done(String life, String stage, Optional<SlackChart> made) {
        waiting--;
        Making making = byLife.get(life);
        if (making != null && making.stage.equals(stage)) {
            making.chart = made.orElse(null);
            making.next = Deadline.in(made.isPresent() ? Duration.ZERO : pauses.tryAgain());
        }
    }

    /** Lives whose chart is there and not shown yet; each is handed out once. */
    synchronized List<String> prepared() {
        List<String> lives = new ArrayList<>();
        byLife.forEach((life, making) -> {
            if (making.chart != null && making.chart.isThere() && making.next != null && making.next.isOver()) {
                making.next = null;
                lives.add(life);
            }
        });
        return lives;
    }

    /** What the message of the life shows from now on: the newest there is; empty if none was made here. */
    synchronized Optional<SlackChart> of(String life) {
        return Optional.ofNullable(byLife.get(life)).map(making -> making.chart);
    }

    /** Slack did not show it: perhaps it is still working on it, or the file was deleted. */
    synchronized void refused(String life, SlackChart chart) {
        Making making = byLife.get(life);
        if (making == null || making.chart == null || !making.chart.file().equals(chart.file())) {
            return;
        }
        making.refusals++;
        if (making.refusals >= MOST_REFUSALS) {
            making.chart = SlackChart.none(making.stage);
            complain("Slack does not show the file that it took");
        } else {
            making.next = Deadline.in(pauses.showAgain().multipliedBy(making.refusals));
        }
    }

    /** Why messages have no charts; empty while they have. */
    synchronized Optional<String> trouble() {
        return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
    }

    private synchronized void works() {
        trouble = "";
    }

    private synchronized void turnOff(String reason, Duration time) {
        off = Deadline.in(time);
        complain(reason);
    }

    /** At first sight and on change. */
    private synchronized void complain(String reason) {
        if (!reason.equals(trouble)) {
            trouble = reason;
            LOG.atWarn()
                    .addKeyValue("channel", channel)
                    .addKeyValue("reason", reason)
                    .log("messages go out without a chart");
        }
    }
}
