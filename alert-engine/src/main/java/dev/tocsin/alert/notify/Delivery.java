package dev.tocsin.alert.notify;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a lane per channel, each on a virtual thread of its own, so that a channel that fails or is slow holds up no
 * other; and one that watches the outbox. Start it once; close it to stop.
 */
public final class Delivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(10);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

    private final DeliveryQueue queue;
    private final Circumstances circumstances;
    private final List<ChannelLane> lanes;
    private final List<String> names;
    private final DeliveryMetrics metrics;
    private final Duration watchEvery;
    private final List<Semaphore> wakeUps;
    private final List<Thread> threads = new ArrayList<>();
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
        this.watchEvery = watchEvery;
        this.names = channels.stream().map(Channel::name).toList();
        this.metrics = new DeliveryMetrics(registry, names);
        this.lanes = channels.stream()
                .map(channel -> new ChannelLane(channel, queue, circumstances, pace, random, metrics))
                .toList();
        this.wakeUps = lanes.stream().map(lane -> new Semaphore(0)).toList();
    }

    public void start() {
        for (int i = 0; i < lanes.size(); i++) {
            ChannelLane lane = lanes.get(i);
            Semaphore wakeUp = wakeUps.get(i);
            threads.add(Thread.ofVirtual().name("deliver-" + lane.name()).start(() -> run(lane, wakeUp)));
        }
        threads.add(Thread.ofVirtual().name("outbox-watch").start(this::watch));
    }

    /** Something was added: look now rather than at the next poll. Any thread. */
    public void wake() {
        wakeUps.forEach(Semaphore::release);
    }

    /** Lets the messages in flight finish and gives the channels back. */
    @Override
    public void close() {
        closing.countDown();
        wake();
        for (Thread thread : threads) {
            try {
                if (!thread.join(CLOSE_DEADLINE)) {
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

    private void run(ChannelLane lane, Semaphore wakeUp) {
        boolean isFailing = false;
        try {
            while (!isClosing()) {
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
                if (wait.isPositive() && wakeUp.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUp.drainPermits();
                }
            }
            queue.leave(lane.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The lease ends by itself.
            LOG.atInfo().addKeyValue("channel", lane.name()).log("could not give the channel back");
        }
    }

    private void watch() {
        boolean isFailing = false;
        try {
            do {
                try {
                    queue.tidy(names);
                    int again = queue.review(circumstances.suppressions().get())
                            + circumstances.reminders().getAsInt();
                    if (again > 0) {
                        wake();
                    }
                    lanes.forEach(ChannelLane::lookAgain);
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
