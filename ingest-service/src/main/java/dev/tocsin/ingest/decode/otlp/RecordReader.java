package dev.tocsin.ingest.decode.otlp;

/** Tells what stands in the parts of a request, which are given by their places. Throws {@link Broken}. */
interface RecordReader {
    /** A log record but its attributes. */
    void own(byte[] bytes, int from, int to);

    /** The attributes of a log record. */
    void attributes(byte[] bytes, int from, int to);

    void resource(byte[] bytes, int from, int to);

    void scope(byte[] bytes, int from, int to);
}
