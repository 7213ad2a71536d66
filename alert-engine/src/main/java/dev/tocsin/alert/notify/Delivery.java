package dev.tocsin.alert.notify;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a lane per channel, each on a virtual thread of its own, so that a channel that fails or is slow holds up no
 * other; and one that watches the outbox. Lanes come and go with the channels. Start it once; close it to stop.
 * Thread-safe.
 */
public final class Delivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(10);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

    private final DeliveryQueue queue;
    private final Circumstances circumstances;
    private final ChannelLane.Pace pace;
    private final RandomGenerator random;
    private final DeliveryMetrics metrics;
    private final Duration watchEvery;
    private final Map<String, LaneThread> lanes = new LinkedHashMap<>();
    /** The newest of each name, which ends after those that had the name before. */
    private final Map<String, Thread> threads = new HashMap<>();

    private final Thread watcher = Thread.ofVirtual().name("outbox-watch").unstarted(this::watch);
    private boolean isStarted;
    private final CountDownLatch closing = new CountDownLatch(1);

    public Delivery(
            DeliveryQueue queue,
            List<Channel> channels,
            Circumstances circumstances,
            MeterRegistry registry,
            RandomGenerator random) {
        this(queue, channels, circumstances, registry, random, ChannelLane.Pace.standard(), WATCH_EVERY);
    }

    Delivery(
            DeliveryQueue queue,
            List<Channel> channels,
            Circumstances circumstances,
            MeterRegistry registry,
            RandomGenerator random,
            ChannelLane.Pace pace,
            Duration watchEvery) {
        this.queue = queue;
        this.circumstances = circumstances;
        this.pace = pace;
        this.random = random;
        this.watchEvery = watchEvery;
        this.metrics = new DeliveryMetrics(registry, List.of());
        follow(channels);
    }

    /** A channel's lane and the thread that it has once delivery was started. */
    private static final class LaneThread {
        private final Channel channel;
        private final ChannelLane lane;
        private final Semaphore wakeUp = new Semaphore(0);
        private volatile boolean isOver;

        private LaneThread(Channel channel, ChannelLane lane) {
            this.channel = channel;
            this.lane = lane;
        }

        private void end() {
            isOver = true;
            wakeUp.release();
        }
    }

    public synchronized void start() {
        isStarted = true;
        lanes.values().forEach(this::start);
        watcher.start();
    }

    /**
     * From now on these are the channels. Those that are the same objects as before go on undisturbed. A lane that ends
     * tells the message that it has in hand and records what became of it; the next one of that name waits for this.
     */
    public synchronized void follow(List<Channel> channels) {
        Map<String, LaneThread> before = Map.copyOf(lanes);
        lanes.clear();
        for (Channel channel : channels) {
            LaneThread old = before.get(channel.name());
            if (old != null && old.channel.equals(channel)) {
                lanes.put(channel.name(), old);
                continue;
            }
            metrics.expect(channel.name());
            LaneThread lane =
                    new LaneThread(channel, new ChannelLane(channel, queue, circumstances, pace, random, metrics));
            lanes.put(channel.name(), lane);
            if (isStarted) {
                start(lane);
            }
        }
        before.values().stream().filter(old -> !lanes.containsValue(old)).forEach(LaneThread::end);
    }

    private void start(LaneThread lane) {
        String name = lane.lane.name();
        threads.values().removeIf(thread -> !thread.isAlive());
        Thread before = threads.get(name);
        threads.put(name, Thread.ofVirtual().name("deliver-" + name).start(() -> run(lane, before)));
    }

    /** Something was added: look now rather than at the next poll. Any thread. */
    public synchronized void wake() {
        lanes.values().forEach(lane -> lane.wakeUp.release());
    }

    private synchronized List<String> names() {
        return List.copyOf(lanes.keySet());
    }

    private synchronized void lookAgain() {
        lanes.values().forEach(one -> one.lane.lookAgain());
    }

    private synchronized List<Thread> threads() {
        return Stream.concat(threads.values().stream(), Stream.of(watcher)).toList();
    }

    /** Lets the messages in flight finish and gives the channels back. */
    @Override
    public void close() {
        closing.countDown();
        wake();
        for (Thread thread : threads()) {
            try {
                if (thread.getState() != Thread.State.NEW && !thread.join(CLOSE_DEADLINE)) {
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run(LaneThread of, @Nullable Thread before) {
        ChannelLane lane = of.lane;
        boolean isFailing = false;
        try {
            if (before != null) {
                before.join();
            }
            while (!isClosing() && !of.isOver) {
                Duration wait;
                try {
                    wait = lane.step();
                    isFailing = false;
                } catch (RuntimeException | Error e) {
                    // An Error too: a channel whose thread is gone is silent, and nobody would know.
                    if (!isFailing) {
                        isFailing = true;
                        LOG.atError()
                                .addKeyValue("channel", lane.name())
                                .setCause(e)
                                .log("delivery cannot go on, trying again");
                    }
                    wait = AFTER_TROUBLE;
                }
                if (wait.isPositive() && of.wakeUp.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    of.wakeUp.drainPermits();
                }
            }
            recordLast(lane);
            queue.leave(lane.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The lease ends by itself.
            LOG.atInfo().addKeyValue("channel", lane.name()).log("could not give the channel back");
        }
    }

    /** What a lane knows and could not record would be sent again by the next one. */
    private void recordLast(ChannelLane lane) throws InterruptedException {
        do {
            try {
                lane.recordWhatIsKnown();
                return;
            } catch (RuntimeException e) {
                LOG.atInfo().addKeyValue("channel", lane.name()).log("what was sent last is not recorded yet");
            }
        } while (!closing.await(AFTER_TROUBLE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void watch() {
        boolean isFailing = false;
        try {
            do {
                try {
                    queue.tidy(names());
                    int again = queue.review(circumstances.suppressions().get(), circumstances.inForce());
                    again += circumstances.reminders().getAsInt();
                    lookAgain();
                    if (again > 0) {
                        wake();
                    }
                    metrics.observe(queue.states());
                    isFailing = false;
                } catch (RuntimeException | Error e) {
                    if (!isFailing) {
                        isFailing = true;
                        LOG.atWarn().setCause(e).log("the outbox cannot be watched");
                    }
                }
            } while (!closing.await(watchEvery.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
