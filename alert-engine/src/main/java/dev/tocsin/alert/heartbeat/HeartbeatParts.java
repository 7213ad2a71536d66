package dev.tocsin.alert.heartbeat;

import dev.tocsin.alert.heartbeat.BeatLedger.Progress;
import dev.tocsin.alert.heartbeat.BeatLedger.Proof;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.elastic.ElasticLink;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The heartbeat as the rest of the engine sees it; without a place to send to there is none, and nothing of it. */
public final class HeartbeatParts implements AutoCloseable {
    private final Duration every;
    private final @Nullable Running running;

    private record Running(HeartbeatRule rule, HeartbeatChannel channel, Heartbeat heartbeat) {}

    private HeartbeatParts(Duration every, @Nullable Running running) {
        this.every = every;
        this.running = running;
    }

    public static HeartbeatParts none() {
        return new HeartbeatParts(Duration.ZERO, null);
    }

    /**
     * All that there is.
     *
     * @param delay how long after its end a window is looked at; at most half of {@code every} is taken
     * @param ingest where events are sent
     * @param token for the ingest service
     * @param outside is called when a beat came out
     */
    public static HeartbeatParts of(
            Duration every,
            Duration delay,
            URI ingest,
            Optional<String> token,
            Optional<OutgoingCall> outside,
            BeatLedger ledger,
            ElasticLink link) {
        Duration half = every.dividedBy(2);
        HeartbeatRule rule = new HeartbeatRule(every, delay.compareTo(half) < 0 ? delay : half);
        BeatSeal seal = new BeatSeal(ledger.key());
        Heartbeat heartbeat = new Heartbeat(
                ledger,
                seal,
                Heartbeat.Pace.of(every, rule.delay()),
                new IngestDoor(ingest, token),
                new BeatSearch(link));
        return new HeartbeatParts(every, new Running(rule, new HeartbeatChannel(seal, ledger, outside), heartbeat));
    }

    public void start() {
        if (running != null) {
            running.heartbeat().start();
        }
    }

    /** With the rule that sees the beats. */
    public RuleSet beside(RuleSet rules) {
        return running == null ? rules : running.rule().beside(rules);
    }

    public Optional<HeartbeatRule> rule() {
        return Optional.ofNullable(running).map(Running::rule);
    }

    /** With the channel at which the beats come out. */
    public List<Channel> beside(List<Channel> channels) {
        return running == null
                ? channels
                : Stream.concat(channels.stream(), Stream.of(running.channel())).toList();
    }

    /**
     * How it is.
     *
     * @param on whether there is a heartbeat
     * @param everySeconds between two beats
     * @param beat number of the newest; 0 before the first
     * @param reached how far the newest is; null before the first stage
     * @param proven whether a beat ever came out
     * @param ageSeconds since the last one came out
     * @param tookSeconds from its sending until it came out
     * @param stalled null while nothing is wrong
     * @param since when the first beat was sent that did not come out
     * @param reason in words; empty while nothing is wrong
     * @param urlTrouble why the URL outside could not be called last; empty if it could
     */
    public record Standing(
            boolean on,
            long everySeconds,
            long beat,
            @Nullable Stage reached,
            boolean proven,
            double ageSeconds,
            double tookSeconds,
            @Nullable Stage stalled,
            @Nullable Instant since,
            String reason,
            String urlTrouble) {
        private static final Standing OFF =
                new Standing(false, 0, 0, null, false, Double.NaN, Double.NaN, null, null, "", "");
    }

    public Standing standing() {
        return running == null ? Standing.OFF : standingOf(running);
    }

    private Standing standingOf(Running parts) {
        Optional<Progress> latest = parts.heartbeat().latest();
        if (latest.isEmpty()) {
            return new Standing(true, every.toSeconds(), 0, null, false, Double.NaN, Double.NaN, null, null, "", "");
        }
        Progress progress = latest.get();
        Beat newest = progress.newest();
        Proof proof = progress.proof();
        BeatLedger.Stall stall = progress.stall();
        Stage reached = progress.reached().keySet().stream()
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new Standing(
                true,
                every.toSeconds(),
                newest == null ? 0 : newest.number(),
                reached,
                proof != null,
                proof == null
                        ? Double.NaN
                        : seconds(Duration.between(proof.toldAt(), progress.now())
                                .plus(parts.heartbeat().sinceLatest())),
                proof == null ? Double.NaN : seconds(proof.took()),
                stall == null ? null : stall.stage(),
                stall == null ? null : stall.since(),
                stall == null ? "" : stall.stage().missing() + (stall.reason().isEmpty() ? "" : ": " + stall.reason()),
                parts.channel().trouble());
    }

    private static double seconds(Duration length) {
        return Math.round(length.toMillis() / 100.0) / 10.0;
    }

    @Override
    public void close() {
        if (running != null) {
            running.heartbeat().close();
        }
    }
}
