package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.index.Outcome;
import dev.tocsin.ingest.index.ProgressTally;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.receive.DoorTally;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private static DoorTally door(long accepted, long inFlight, long overdue, long unaccounted) {
        return new DoorTally(
                "http",
                accepted + inFlight + unaccounted + 3,
                accepted,
                0,
                1,
                2,
                0,
                0,
                inFlight,
                overdue,
                unaccounted,
                Map.of(),
                Map.of());
    }

    private static ProgressTally progress(long read, long open, long twice) {
        return new ProgressTally(read, 0, Map.of(Outcome.INDEXED, read - open, Outcome.DEAD_LETTER, 0L), open, twice);
    }

    private static JournalTally journal(long appended, long read, long damaged) {
        return new JournalTally(20, 5_000, appended, read, damaged, 20 + appended - read - damaged);
    }

    @ParameterizedTest
    @CsvSource({
        // accepted, inFlight, overdue, unaccounted, appended, journalRead, damaged, read, open, inHand, twice, residue
        "100, 0, 0, 0, 100, 110, 0, 110, 5, 5, 0, 0",
        "100, 0, 0, 0, 100, 110, 0, 110, 5, 9, 0, 0", // settled while its bulk goes on
        "100, 0, 0, 0, 100, 110, 0, 115, 5, 5, 0, 0", // read meanwhile
        "100, 9, 0, 0, 105, 110, 0, 110, 0, 0, 0, 0", // appended, and not answered yet
        "100, 9, 9, 0, 105, 110, 0, 110, 0, 0, 0, 9", // for too long
        "100, 0, 0, 2, 100, 110, 0, 110, 0, 0, 0, 2", // became nothing, or two things
        "101, 0, 0, 0, 100, 110, 0, 110, 0, 0, 0, 1", // accepted, and not in the journal
        "99, 0, 0, 0, 100, 110, 0, 110, 0, 0, 0, 1", // in the journal from nowhere
        "100, 0, 0, 0, 100, 107, 3, 107, 0, 0, 0, 3", // damaged
        "100, 0, 0, 0, 100, 110, 0, 107, 0, 0, 0, 3", // handed out to nobody
        "100, 0, 0, 0, 100, 110, 0, 110, 5, 3, 0, 2", // nobody works on it
        "100, 0, 0, 0, 100, 110, 0, 110, 0, 0, 1, 1", // settled twice
    })
    void whatDoesNotAddUpIsResidueAndIsNamed(
            long accepted,
            long inFlight,
            long overdue,
            long unaccounted,
            long appended,
            long journalRead,
            long damaged,
            long read,
            long open,
            long inHand,
            long twice,
            long residue) {
        JournalTally journal = journal(appended, journalRead, damaged);
        Look look = new Look(
                List.of(door(accepted, inFlight, overdue, unaccounted)),
                journal,
                journal,
                progress(read, open, twice),
                inHand);

        Statement statement = Statement.of(NOW, NOW, look, List.of());

        assertThat(statement.residue()).isEqualTo(residue);
        assertThat(statement.findings()).hasSize(residue == 0 ? 0 : 1);
        assertThat(statement.findings()).allMatch(finding -> finding.startsWith(residue + " "));
        assertThat(statement.journal())
                .isEqualTo(new Statement.JournalLine(20, appended, damaged, journal.waiting(), open));
    }

    @Test
    void whatTheDoorsAcceptedWhileTheJournalIsLookedAtIsNoResidue() {
        Look look = new Look(List.of(door(100, 3, 0, 0)), journal(90, 0, 0), journal(104, 0, 0), progress(0, 0, 0), 0);

        assertThat(look.findings()).isEmpty();
    }

    @Test
    void withoutDoorsTheRestStillHasToAddUp() {
        assertThat(new Look(List.of(), journal(5, 5, 0), journal(5, 5, 0), progress(5, 0, 0), 0).residue())
                .isZero();
        assertThat(new Look(List.of(), journal(5, 5, 0), journal(5, 5, 0), progress(4, 0, 0), 0).findings())
                .singleElement()
                .hasToString("1 events were read from the journal and went nowhere");
    }

    @Test
    void aStreamSaysWhatIsStillInTheJournal() {
        Statement.StreamLine line = Statement.StreamLine.of(
                "logs-shop-tocsin",
                Map.of("tcp", 70L, "http", 30L),
                7,
                10,
                Map.of(Outcome.INDEXED, 90L, Outcome.CLIENT_DUPLICATE, 3L, Outcome.DEAD_LETTER, 2L));

        assertThat(line.inJournal()).isEqualTo(15);
        assertThat(line.settled())
                .containsExactlyInAnyOrderEntriesOf(Map.of("indexed", 90L, "client_duplicate", 3L, "dead_letter", 2L));
    }
}
