package dev.tocsin.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The order of starts and stops, without processes. */
class HouseholdTest {
    private final List<String> diary = new CopyOnWriteArrayList<>();
    private final Household household = new Household(new HouseholdListener() {
        @Override
        public void started(Part part, Duration took) {
            diary.add("ready " + part.name());
        }

        @Override
        public void stopped(Part part, Duration took, boolean inOrder) {
            diary.add("gone " + part.name());
        }
    });

    @Test
    void stopsInReverseOrderOfTheStages() throws Exception {
        // given
        household.startTogether(List.of(new Written("store")));
        household.startTogether(List.of(new Written("service")));

        // when
        household.close();
        household.close();

        // then
        assertThat(diary)
                .containsExactly(
                        "start store",
                        "ready store",
                        "start service",
                        "ready service",
                        "stop service",
                        "gone service",
                        "stop store",
                        "gone store");
    }

    @Test
    void theFirstFailureIsToldAtOnceAndWhatRunsIsStillStopped() throws Exception {
        // given
        CountDownLatch slow = new CountDownLatch(1);
        Part failing = new Written("failing") {
            @Override
            public void start() throws IOException {
                throw new IOException("no disk");
            }
        };
        Part sleepy = new Written("sleepy") {
            @Override
            public void start() throws IOException {
                awaitQuietly(slow);
            }
        };
        household.startTogether(List.of(new Written("first")));

        // then
        assertThatThrownBy(() -> household.startTogether(List.of(sleepy, failing)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no disk");

        // when
        household.close();
        slow.countDown();

        // then
        Awaitility.await().untilAsserted(() -> assertThat(diary).contains("stop first", "stop failing", "stop sleepy"));
    }

    @Test
    void nothingIsStartedWhenClosing() {
        // given
        household.close();

        // then
        assertThatThrownBy(() -> household.startTogether(List.of(new Written("late"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(diary).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private class Written implements Part {
        private final String name;

        Written(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String address() {
            return "nowhere";
        }

        @Override
        public String check() {
            return "";
        }

        @Override
        public void start() throws IOException {
            diary.add("start " + name);
        }

        @Override
        public LeashedProcess process() {
            throw new IllegalStateException("no process");
        }

        @Override
        public boolean stop() {
            diary.add("stop " + name);
            return true;
        }
    }
}
