package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.account.StreamCounters;
import dev.tocsin.ingest.account.StreamNames;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.receive.DoorAccount.Fate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a door counts. Shed events are lost, because their protocol cannot say no; pushed back ones were refused in the
 * answer, so the client still has them.
 */
final class DoorMeters {
    private static final Logger log = LoggerFactory.getLogger(DoorMeters.class);

    private final MeterRegistry metrics;
    private final String door;
    private final DoorAccount account;
    private final StreamCounters accepting;
    private final StreamCounters sifting;
    private final Map<String, Counter> sifted = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Counter receivedBytes;
    private final Counter received;
    private final Counter accepted;
    private final Counter malformed;

    DoorMeters(MeterRegistry metrics, String door) {
        this.metrics = metrics;
        this.door = door;
        this.account = new DoorAccount(door);
        StreamNames names = new StreamNames();
        this.accepting = new StreamCounters(
                names,
                stream -> Counter.builder("tocsin.stream.accepted.events")
                        .description("Events durable in the journal, by data stream")
                        .tags("door", door, "stream", stream)
                        .register(metrics));
        this.sifting = new StreamCounters(
                names,
                stream -> Counter.builder("tocsin.stream.sifted.events")
                        .description("Events taken out by a rule, by data stream")
                        .tags("door", door, "stream", stream)
                        .register(metrics));
        Gauge.builder("tocsin.ingest.connections", connections, AtomicInteger::get)
                .description("Open connections")
                .tag("door", door)
                .register(metrics);
        Gauge.builder("tocsin.ingest.in.flight.events", account, DoorAccount::inFlight)
                .description("Records received of which it is not known yet what becomes of them")
                .tag("door", door)
                .register(metrics);
        receivedBytes = counter("tocsin.ingest.received.bytes", "Bytes read from clients");
        received = counter("tocsin.ingest.received.events", "Records read from clients");
        accepted = counter("tocsin.ingest.accepted.events", "Events durable in the journal");
        malformed = counter("tocsin.ingest.malformed.events", "Records that could not be decoded");
        // There from the start, so that the first loss is an increase for whoever watches.
        shedCounter("journal_full");
        shedCounter("in_flight");
        shedCounter("memory");
        shedCounter("rate");
        pushedBackCounter("journal_full");
        refusedConnections("too_many");
        refusedConnections("too_many_of_client");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tag("door", door).register(metrics);
    }

    /** How many are open with this one. */
    int connectionOpened() {
        return connections.incrementAndGet();
    }

    void connectionClosed() {
        connections.decrementAndGet();
    }

    void bytes(int bytes) {
        receivedBytes.increment(bytes);
    }

    /** Records were read from a client; what becomes of them is to be said to the receipt. */
    Receipt received(int records) {
        received.increment(records);
        return new AccountReceipt(account.received(records, System.nanoTime()));
    }

    DoorTally tally() {
        // Together: what is not in flight any more is counted by its stream, too.
        synchronized (account) {
            return account.tally(accepting.counts(), sifting.counts(), System.nanoTime());
        }
    }

    private Counter shedCounter(String reason) {
        return Counter.builder("tocsin.ingest.shed.events")
                .description("Events lost because their protocol cannot be told to wait")
                .tags("door", door, "reason", reason)
                .register(metrics);
    }

    private Counter pushedBackCounter(String reason) {
        return Counter.builder("tocsin.ingest.pushed.back.events")
                .description("Events refused in the answer: the client still has them")
                .tags("door", door, "reason", reason)
                .register(metrics);
    }

    private Counter siftedCounter(SiftedOut out) {
        return sifted.computeIfAbsent(out.rule() + ' ' + out.reason(), _ -> newSiftedCounter(out));
    }

    private Counter newSiftedCounter(SiftedOut out) {
        return Counter.builder("tocsin.ingest.sifted.events")
                .description("Events taken out by a rule")
                .tags("door", door, "rule", out.rule(), "outcome", out.reason().word())
                .register(metrics);
    }

    void connectionRefused(String reason) {
        refusedConnections(reason).increment();
    }

    private Counter refusedConnections(String reason) {
        return Counter.builder("tocsin.ingest.refused.connections")
                .description("Connections closed by us, not by the client")
                .tags("door", door, "reason", reason)
                .register(metrics);
    }

    void ignored(Ignored what, int events) {
        ignoredCounter(what).increment(events);
    }

    private Counter ignoredCounter(Ignored what) {
        return Counter.builder("tocsin.ingest.ignored")
                .description("Events for which something was asked that is not done here")
                .tags("door", door, "what", what.word())
                .register(metrics);
    }

    void answered(int status) {
        Counter.builder("tocsin.ingest.http.answers")
                .description("HTTP answers by status")
                .tags("door", door, "status", Integer.toString(status))
                .register(metrics)
                .increment();
    }

    private final class AccountReceipt implements Receipt {
        private final DoorAccount.Open open;

        private AccountReceipt(DoorAccount.Open open) {
            this.open = open;
        }

        @Override
        public void taken(Batch batch) {
            Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
            for (RecordFate record : batch.fates()) {
                fates.merge(fateOf(record), 1, Integer::sum);
            }
            accepted.increment(fates.getOrDefault(Fate.ACCEPTED, 0));
            malformed.increment(fates.getOrDefault(Fate.MALFORMED, 0));
            if (fates.containsKey(Fate.PUSHED_BACK)) {
                countPushedBack(batch);
            }
            became(fates);
        }

        private void countPushedBack(Batch batch) {
            int forbidden = 0;
            int notDoneHere = 0;
            for (RecordFate record : batch.fates()) {
                if (record instanceof MalformedRecord refusal) {
                    forbidden += refusal.fault() == MalformedRecord.Fault.SENDER ? 1 : 0;
                    notDoneHere += refusal.fault() == MalformedRecord.Fault.DEED ? 1 : 0;
                }
            }
            if (forbidden > 0) {
                pushedBackCounter("forbidden").increment(forbidden);
            }
            if (notDoneHere > 0) {
                pushedBackCounter("not_done_here").increment(notDoneHere);
            }
        }

        /** Counts it by its stream, too. */
        private Fate fateOf(RecordFate record) {
            return switch (record) {
                case LogEvent event -> {
                    accepting.increment(event.dataStream());
                    yield Fate.ACCEPTED;
                }
                case MalformedRecord refusal -> refusal.isKept() ? Fate.MALFORMED : Fate.PUSHED_BACK;
                case SiftedOut out -> {
                    sifting.increment(out.dataStream());
                    siftedCounter(out).increment();
                    yield switch (out.reason()) {
                        case DROPPED -> Fate.DROPPED;
                        case SAMPLED_OUT -> Fate.SAMPLED_OUT;
                    };
                }
            };
        }

        @Override
        public void pushedBack(String reason) {
            pushedBackCounter(reason).increment(open.records());
            became(Map.of(Fate.PUSHED_BACK, open.records()));
        }

        @Override
        public void shed(String reason) {
            shedCounter(reason).increment(open.records());
            became(Map.of(Fate.SHED, open.records()));
        }

        private void became(Map<Fate, Integer> fates) {
            long unaccounted = account.became(open, fates);
            if (unaccounted != 0) {
                log.atError()
                        .addKeyValue("door", door)
                        .addKeyValue("records", open.records())
                        .addKeyValue("fates", fates)
                        .addKeyValue("unaccounted", unaccounted)
                        .log("records were received of which it is not said once what became of them");
            }
        }
    }
}
