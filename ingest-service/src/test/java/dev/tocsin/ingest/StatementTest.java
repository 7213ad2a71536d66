package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.Look.Letters;
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
    private static final Map<Outcome, Long> OLD = Map.of(Outcome.INDEXED, 20L);

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

    private static Look look(
            List<DoorTally> doors, JournalTally before, JournalTally after, ProgressTally progress, long inHand) {
        return new Look(doors, before, after, progress, inHand, Letters.NONE, StreamLook.NONE);
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
                inHand,
                Letters.NONE,
                StreamLook.NONE);

        Statement statement = Statement.of(NOW, NOW, look);

        assertThat(statement.residue()).isEqualTo(residue);
        assertThat(statement.findings()).hasSize(residue == 0 ? 0 : 1);
        assertThat(statement.findings()).allMatch(finding -> finding.startsWith(residue + " "));
        assertThat(statement.journal())
                .isEqualTo(new Statement.JournalLine(20, appended, damaged, journal.waiting(), open));
    }

    @Test
    void whatTheDoorsAcceptedWhileTheJournalIsLookedAtIsNoResidue() {
        Look look = look(List.of(door(100, 3, 0, 0)), journal(90, 0, 0), journal(104, 0, 0), progress(0, 0, 0), 0);

        assertThat(look.findings()).isEmpty();
    }

    @Test
    void withoutDoorsTheRestStillHasToAddUp() {
        assertThat(look(List.of(), journal(5, 5, 0), journal(5, 5, 0), progress(5, 0, 0), 0)
                        .residue())
                .isZero();
        assertThat(look(List.of(), journal(5, 5, 0), journal(5, 5, 0), progress(4, 0, 0), 0)
                        .findings())
                .singleElement()
                .hasToString("1 events were read from the journal and went nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        // malformed, inFlight, letters before, after: kept, leftOut, lost, waiting; residue
        "10, 0, 10, 5, 2, 2, 1, 0",
        "10, 3, 13, 10, 3, 0, 0, 0", // the door has not counted them yet
        "10, 0, 8, 9, 4, 0, 0, 0", // more came behind the door
        "10, 0, 10, 5, 2, 2, 0, 1", // one is nowhere
        "10, 1, 13, 13, 0, 0, 0, 2", // from nowhere
    })
    void whatCannotBeDecodedHasAFateOfItsOwn(
            long malformed,
            long inFlight,
            long before,
            long kept,
            long leftOut,
            long lost,
            long waiting,
            long residue) {
        DoorTally door = new DoorTally(
                "tcp", malformed + inFlight, 0, malformed, 0, 0, 0, 0, inFlight, 0, 0, Map.of(), Map.of());
        Look look = new Look(
                List.of(door),
                journal(0, 0, 0),
                journal(0, 0, 0),
                progress(0, 0, 0),
                0,
                new Letters(
                        Map.of("tcp", new LetterTally(before, 0, 0, 0)),
                        Map.of("tcp", new LetterTally(kept, leftOut, lost, waiting))),
                StreamLook.NONE);

        Statement statement = Statement.of(NOW, NOW, look);

        assertThat(statement.residue()).as("%s", statement.findings()).isEqualTo(residue);
        assertThat(statement.doors().getFirst())
                .isEqualTo(new Statement.DoorLine(
                        "tcp",
                        malformed + inFlight,
                        0,
                        malformed,
                        kept,
                        leftOut,
                        lost,
                        waiting,
                        0,
                        0,
                        0,
                        0,
                        inFlight,
                        0,
                        0));
    }

    @ParameterizedTest
    @CsvSource({
        // accepted of a and b, inFlight, settled before of a and b, after of a and b, settled of all, findings
        "60, 40, 0, 60, 40, 60, 40, 120, ''",
        "60, 40, 0, 61, 39, 61, 39, 120, 1 events of stream a were settled and never came;1 events of stream b came",
        "60, 40, 0, 58, 41, 58, 41, 119, 1 events of stream b were settled and never came;1 events of stream a came",
        "60, 40, 1, 61, 39, 61, 39, 120, 1 events of stream b came", // one of a may be counted in a moment
        "60, 40, 0, 50, 30, 55, 40, 80, ''", // they move on
        "60, 40, 0, 30, 20, 30, 20, 70, ''", // they wait
    })
    void anEventIsSettledUnderTheNameThatItCameUnder(
            long acceptedA,
            long acceptedB,
            long inFlight,
            long beforeA,
            long beforeB,
            long afterA,
            long afterB,
            long settled,
            String findings) {
        DoorTally door = new DoorTally(
                "http",
                100 + inFlight,
                100,
                0,
                0,
                0,
                0,
                0,
                inFlight,
                0,
                0,
                Map.of("a", acceptedA, "b", acceptedB),
                Map.of());
        JournalTally journal = journal(100, 120, 0);
        StreamLook streams = new StreamLook(
                Map.of("a", Map.of(Outcome.INDEXED, beforeA), "b", Map.of(Outcome.INDEXED, beforeB), "c", OLD),
                List.of(door),
                Map.of("c", 20L),
                Map.of("a", Map.of(Outcome.INDEXED, afterA), "b", Map.of(Outcome.INDEXED, afterB), "c", OLD));
        Look look = new Look(
                List.of(door), journal, journal, progress(120, 120 - settled, 0), 120 - settled, Letters.NONE, streams);

        List<String> found =
                look.findings().stream().map(Look.Finding::toString).toList();

        String[] expected = findings.isEmpty() ? new String[0] : findings.split(";");
        assertThat(found).hasSize(expected.length);
        for (String one : expected) {
            assertThat(found).anyMatch(each -> each.startsWith(one));
        }
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
