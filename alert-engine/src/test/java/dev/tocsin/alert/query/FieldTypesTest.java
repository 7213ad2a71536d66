package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.query.DataView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FieldTypesTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant DUE = TEN.minusSeconds(1);
    private static final String SLOW = "GET /slow/_field_caps";

    private volatile Instant now = TEN;
    private ScriptedElasticsearch server;
    private ElasticLink link;
    private FieldTypes types;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedElasticsearch();
        link = server.link();
        types = new FieldTypes(link, () -> now);
    }

    @AfterEach
    void stop() {
        server.close();
        link.close();
    }

    @Test
    void aPatternThatHangsHoldsUpNoOther() throws Exception {
        server.hangOn(request -> request.startsWith(SLOW));
        Asker slow = asking(() -> types.of("slow", DUE));
        await().until(() -> server.requests.contains(SLOW));

        DataView other = asking(() -> types.of("other", DUE)).answer();

        assertThat(other).isNotNull();
        assertThat(slow.task.isDone()).isFalse();
    }

    @Test
    void twoAskersOfOnePatternShareARequest() throws Exception {
        server.hangOn(request -> request.startsWith(SLOW));
        Asker first = asking(() -> types.of("slow", DUE));
        await().until(() -> server.requests.contains(SLOW));
        Asker second = asking(() -> types.of("slow", DUE));
        await().until(second::isWaiting);

        server.goOn();

        assertThat(first.answer()).isSameAs(second.answer());
        assertThat(server.requests).containsExactly(SLOW);
    }

    @Test
    void whoseWindowIsDueLaterAsksAgain() throws Exception {
        server.hangOn(request -> request.startsWith(SLOW));
        Asker first = asking(() -> types.of("slow", DUE));
        await().until(() -> server.requests.contains(SLOW));
        now = TEN.plusSeconds(60);
        Asker second = asking(() -> types.of("slow", TEN.plusSeconds(59)));
        await().until(() -> server.requests.size() == 2);

        server.goOn();
        first.answer();
        DataView newest = second.answer();

        assertThat(types.of("slow", TEN.plusSeconds(59)))
                .as("the older answer does not replace the newer")
                .isSameAs(newest);
        assertThat(server.requests).containsExactly(SLOW, SLOW);
    }

    @Test
    void aFailureIsNotRemembered() throws IOException {
        server.answerWith(400);
        assertThatThrownBy(() -> types.of("logs", DUE)).isInstanceOf(FieldTypes.Untold.class);
        server.drop(request -> true);
        assertThatThrownBy(() -> types.of("logs", DUE)).isInstanceOf(IOException.class);

        server.answerWith(200);
        server.drop(request -> false);

        assertThat(types.of("logs", DUE)).isNotNull();
    }

    @Test
    void moreFieldsThanMemoryIsMeantForAreToldAsSuch() {
        server.spoil(answer -> answer + " ".repeat(CombinedSearch.LARGEST_ANSWER));

        assertThatThrownBy(() -> types.of("logs", DUE))
                .isInstanceOf(FieldTypes.Untold.class)
                .hasMessage("the fields of logs are too many: the answer has more than 8 MB");
    }

    @Test
    void whoWaitedWithAnotherHearsOfItsFailure() throws Exception {
        server.answerWith(400);
        server.hangOn(request -> request.startsWith(SLOW));
        asking(() -> types.of("slow", DUE));
        await().until(() -> server.requests.contains(SLOW));
        Asker second = asking(() -> types.of("slow", DUE));
        await().until(second::isWaiting);

        server.goOn();

        assertThatThrownBy(second::answer).hasCauseInstanceOf(FieldTypes.Untold.class);
        assertThat(server.requests).containsExactly(SLOW);
    }

    private static Asker asking(Callable<DataView> question) {
        FutureTask<DataView> task = new FutureTask<>(question);
        return new Asker(task, Thread.ofPlatform().daemon().start(task));
    }

    private record Asker(FutureTask<DataView> task, Thread thread) {
        boolean isWaiting() {
            return thread.getState() == Thread.State.WAITING;
        }

        DataView answer() throws Exception {
            return task.get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
