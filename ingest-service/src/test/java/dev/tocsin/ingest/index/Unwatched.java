package dev.tocsin.ingest.index;

import dev.tocsin.ingest.journal.JournaledEvent;

/** Wants to know nothing. */
enum Unwatched implements Progress.Watch {
    INSTANCE;

    @Override
    public void recovered(JournaledEvent event) {}

    @Override
    public void settled(Delivery delivery) {}

    @Override
    public void counted(String stream, Outcome outcome, int events) {}
}
