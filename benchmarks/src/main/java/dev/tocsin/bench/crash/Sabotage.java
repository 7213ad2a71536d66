package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.ForgetfulDisk;
import dev.tocsin.ingest.journal.Disk;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import picocli.CommandLine;

/** What is broken on purpose: the harness has to see it. The product's own code is the same. */
public enum Sabotage {
    NONE(Symptom.NOTHING),
    /** The disk forgets what it was told to keep. */
    ACK_BEFORE_FSYNC(Symptom.LOST, "power_cut"),
    /** Elasticsearch says of every event that it is not there. */
    BLIND_RESEND(Symptom.DOUBLED, "cut_and_rollover"),
    /** The journal's incarnation is the same at each start. */
    REUSED_IDS(Symptom.LOST, "old_copy");

    private enum Symptom {
        NOTHING,
        LOST,
        DOUBLED
    }

    private final Symptom symptom;
    private final Set<String> rows;

    Sabotage(Symptom symptom, String... rows) {
        this.symptom = symptom;
        this.rows = Set.of(rows);
    }

    /** The trials that have to see it. */
    Set<String> rows() {
        return rows;
    }

    /** Whether a row that was counted shows what this leads to: for another reason it proves nothing. */
    public boolean isSeenIn(Row row) {
        return row.isCounted()
                && switch (symptom) {
                    case NOTHING -> false;
                    case LOST -> row.lost() > 0;
                    case DOUBLED -> row.doubled() > 0;
                };
    }

    Disk over(Disk disk) {
        return this == ACK_BEFORE_FSYNC ? new ForgetfulDisk(disk) : disk;
    }

    boolean deniesAll() {
        return this == BLIND_RESEND;
    }

    RandomGenerator incarnations() {
        return this == REUSED_IDS ? () -> 1L : RandomGenerator.getDefault();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads what {@link #toString} writes. */
    public static final class Word implements CommandLine.ITypeConverter<Sabotage> {
        @Override
        public Sabotage convert(String word) {
            for (Sabotage sabotage : values()) {
                if (sabotage.toString().equals(word)) {
                    return sabotage;
                }
            }
            throw new CommandLine.TypeConversionException("no such sabotage: " + word);
        }
    }
}
