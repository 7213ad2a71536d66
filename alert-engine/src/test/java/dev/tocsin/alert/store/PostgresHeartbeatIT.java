package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.heartbeat.Beat;
import dev.tocsin.alert.heartbeat.BeatLedger.Stall;
import dev.tocsin.alert.heartbeat.Stage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PostgresHeartbeatIT {
    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresHeartbeat ledger = new PostgresHeartbeat(house.jdbc, "engine");
    private final Beat beat = new Beat(1, house.now().truncatedTo(ChronoUnit.MILLIS));

    @BeforeEach
    void begin() {
        house.template.execute("truncate heartbeat");
        ledger.key();
        assertThat(ledger.lead(Duration.ofSeconds(15))).isTrue();
        assertThat(ledger.begin(beat)).isTrue();
    }

    @Test
    void aBeatThatDoesNotComeOutStallsUntilAnotherOneDoes() {
        ledger.stalled(beat, Stage.SENT, "refused");
        assertThat(ledger.progress().stall()).isEqualTo(new Stall(Stage.SENT, beat.sentAt(), "refused"));

        Beat next = new Beat(2, beat.sentAt().plusSeconds(60));
        assertThat(ledger.begin(next)).isTrue();
        ledger.stalled(next, Stage.TOLD, "");
        assertThat(ledger.progress().stall()).isEqualTo(new Stall(Stage.TOLD, beat.sentAt(), ""));
        assertThat(ledger.told(next)).isTrue();
        assertThat(ledger.progress().stall()).isNull();
    }

    /** It is looked for and comes out at the same time. */
    @Test
    void whatCameOutMeanwhileStallsNothing() {
        ledger.told(beat);
        ledger.stalled(beat, Stage.TOLD, "it is waiting");
        assertThat(ledger.progress().stall()).isNull();

        Beat next = new Beat(2, beat.sentAt().plusSeconds(60));
        ledger.begin(next);
        ledger.stalled(beat, Stage.TOLD, "of the one before");
        assertThat(ledger.progress().stall()).isNull();
    }
}
