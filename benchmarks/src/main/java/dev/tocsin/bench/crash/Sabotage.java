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
    /**
     * The disk forgets what it was told to keep. A kill and a full disk take nothing from it that was written: there clients
     * are told so before it was.
     */
    ACK_BEFORE_FSYNC(Symptom.LOST, "power_cut", "data_plane_kill", "service_kill", "disk_full"),
    /** Elasticsearch says of every event that is looked up that it is not there, or refuses it and has taken it. */
    BLIND_RESEND(
            Symptom.DOUBLED,
            "elasticsearch_kill",
            "cut_and_rollover",
            "cut_after_commit",
            "storm_of_429",
            "client_timeout",
            "clock_back"),
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

    /** The names of the trials that have to see it. */
    public Set<String> rows() {
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

    boolean tellsAtOnce() {
        return this == ACK_BEFORE_FSYNC;
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
