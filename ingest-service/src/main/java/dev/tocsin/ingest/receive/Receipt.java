package dev.tocsin.ingest.receive;

/** For records that were received together: says what became of them, which is to be said once. Thread-safe. */
interface Receipt {
    /** The batch is durable: its events in the journal, its bad records as dead letters. */
    void taken(Batch batch);

    /** All were refused in the answer. */
    void pushedBack(String reason);

    /** All are lost, for nobody can be told. */
    void shed(String reason);
}
