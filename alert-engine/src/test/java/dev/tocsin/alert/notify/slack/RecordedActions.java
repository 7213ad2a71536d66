package dev.tocsin.alert.notify.slack;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Keeps what was asked of it. */
final class RecordedActions implements SlackActions {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile @Nullable CountDownLatch gate;
    private volatile boolean fails;

    List<String> done() {
        return List.copyOf(done);
    }

    /** Everything waits from now on. */
    CountDownLatch shut() {
        CountDownLatch shut = new CountDownLatch(1);
        gate = shut;
        return shut;
    }

    void failFromNowOn(boolean isSo) {
        fails = isSo;
    }

    @Override
    public String acknowledge(String lifeId, String user) {
        return note("acknowledge " + lifeId + " " + user);
    }

    @Override
    public String silence(String lifeId, Duration how, String user) {
        return note("silence " + lifeId + " " + how + " " + user);
    }

    @Override
    public String why(String lifeId, String user) {
        note("why " + lifeId + " " + user);
        return "143 hits <!channel>";
    }

    private String note(String what) {
        CountDownLatch closed = gate;
        if (closed != null) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (fails) {
            throw new IllegalStateException("the store is down");
        }
        done.add(what);
        return "done: " + what;
    }
}
