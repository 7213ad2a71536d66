package dev.tocsin.ingest;

import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalRoom;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the journal takes events and its disk moves, and how full it is. */
final class JournalHealth implements HealthIndicator {
    private final Journal journal;

    JournalHealth(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Health health() {
        return of(journal.room());
    }

    static Health of(JournalRoom room) {
        Health.Builder health = room.accepting() ? Health.up() : Health.outOfService();
        return health.withDetail("unreadEvents", room.unreadEvents())
                .withDetail("keptBytes", room.keptBytes())
                .withDetail("limitBytes", room.limitBytes())
                .withDetail("writingForSeconds", room.writeAge().toSeconds())
                .build();
    }
}
