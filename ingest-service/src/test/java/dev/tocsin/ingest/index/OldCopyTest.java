package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.JournaledEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OldCopyTest {
    private static final int RECOVERED_END = 1_000;
    private static final int ENOUGH = 100;

    private final Progress progress = new Progress(RECOVERED_END, Unwatched.INSTANCE);
    private final OldCopy oldCopy = new OldCopy(RECOVERED_END);
    private long position;

    private List<Delivery> events(String stream, int count) {
        return events(stream, count, false, false);
    }

    private List<Delivery> events(String stream, int count, boolean clientGaveId, boolean maybeSent) {
        List<JournaledEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EventId id = new EventId("i" + position);
            events.add(new JournaledEvent(position, ++position, id, clientGaveId, maybeSent, stream, new byte[10], 0));
        }
        return progress.opened(events);
    }

    private int lookedUp(List<Delivery> deliveries) {
        List<Delivery> suspects = oldCopy.suspectsAmong(deliveries);
        suspects.forEach(Delivery::mayHaveBeenSent);
        return suspects.size();
    }

    private void missing(List<Delivery> deliveries) {
        oldCopy.learn(deliveries, new Doubts.Findings(Map.of(), Map.of()));
        deliveries.forEach(Delivery::foundMissing);
    }

    private void there(Delivery delivery, List<Delivery> deliveries) {
        oldCopy.learn(deliveries, new Doubts.Findings(Map.of(delivery, Found.OURS), Map.of()));
    }

    private void lookedUpAndMissing(String stream, int count) {
        List<Delivery> events = events(stream, count);
        assertThat(lookedUp(events)).isEqualTo(count);
        missing(events);
    }

    @Test
    void aFewThatAreMissingDecideNothing() {
        lookedUpAndMissing("a", ENOUGH - 1);
        lookedUpAndMissing("a", 1);

        assertThat(lookedUp(events("a", 1))).isZero();
    }

    @Test
    void whatIsMissingOfOneStreamSaysNothingOfAnother() {
        lookedUpAndMissing("deleted", ENOUGH);

        List<Delivery> others = events("other", 2);
        assertThat(lookedUp(others)).isEqualTo(2);
        there(others.getFirst(), others);

        assertThat(lookedUp(events("other", 300))).isEqualTo(300);
        assertThat(lookedUp(events("deleted", 1))).as("after all").isEqualTo(1);
    }

    @Test
    void oneThatIsLookedUpAgainAndAgainIsOne() {
        List<Delivery> one = events("a", 1);
        assertThat(lookedUp(one)).isEqualTo(1);
        for (int i = 0; i < 2 * ENOUGH; i++) {
            assertThat(lookedUp(one)).isZero();
            missing(one);
        }

        assertThat(lookedUp(events("a", 1))).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeLookedIntoIsNotMissing() {
        List<Delivery> events = events("a", ENOUGH);
        lookedUp(events);
        Map<Delivery, String> undecided = new HashMap<>();
        events.forEach(event -> undecided.put(event, "closed"));
        oldCopy.learn(events, new Doubts.Findings(Map.of(), undecided));

        assertThat(lookedUp(events("a", 1))).isEqualTo(1);
    }

    @Test
    void asksOnlyForWhatWasLeftUnsentUnderAnIdOfOurs() {
        assertThat(lookedUp(events("a", 1, true, false))).isZero();
        List<Delivery> maybeSent = events("a", 1, false, true);
        assertThat(lookedUp(maybeSent)).isZero();
        there(maybeSent.getFirst(), maybeSent);
        lookedUpAndMissing("a", ENOUGH);
        assertThat(lookedUp(events("a", 1)))
                .as("it was sent, and the journal knows")
                .isZero();

        position = RECOVERED_END;
        assertThat(lookedUp(events("b", 1))).isZero();
    }

    @Test
    void whatThisProcessSentItselfProvesNothing() {
        List<Delivery> events = events("a", 1);
        lookedUp(events);
        missing(events);
        events.getFirst().sentInDoubt("bulk");
        there(events.getFirst(), events);

        lookedUpAndMissing("a", ENOUGH - 1);
        assertThat(lookedUp(events("a", 1))).isZero();
    }
}
