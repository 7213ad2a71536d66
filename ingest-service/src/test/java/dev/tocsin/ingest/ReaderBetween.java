package dev.tocsin.ingest;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.JournalRoom;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.journal.JournaledEvent;
import dev.tocsin.ingest.journal.Reread;
import dev.tocsin.ingest.journal.Settlements;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A journal that is read through another reader than its own. */
record ReaderBetween(Journal journal, JournalReader reader) implements Journal {
    @Override
    public CompletableFuture<Appended> append(List<LogEvent> events) {
        return journal.append(events);
    }

    @Override
    public Settlements settlements() {
        return journal.settlements();
    }

    @Override
    public JournalRoom room() {
        return journal.room();
    }

    @Override
    public JournalTally tally() {
        return journal.tally();
    }

    @Override
    public void close() {
        journal.close();
    }

    /** Does what another one does. */
    abstract static class Follower implements JournalReader {
        private final JournalReader reader;

        Follower(Journal journal) {
            this.reader = journal.reader();
        }

        @Override
        public List<JournaledEvent> poll(int maxBytes, Duration wait) throws InterruptedException {
            return reader.poll(maxBytes, wait);
        }

        @Override
        public Reread readAgain(String dataStream, long from, long to, int maxBytes) throws InterruptedException {
            return reader.readAgain(dataStream, from, to, maxBytes);
        }

        @Override
        public long unreadBytes() {
            return reader.unreadBytes();
        }

        @Override
        public void checkpoint(long position) {
            reader.checkpoint(position);
        }
    }
}
