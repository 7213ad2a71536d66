package dev.tocsin.ingest.receive;

/**
 * How many connections a door has at a time; further ones are closed at once.
 *
 * @param all of everybody
 * @param ofClient of one client, known by its address; 0 for no limit
 */
record ConnectionLimits(int all, int ofClient) {
    boolean isTooManyOfClient(int open) {
        return ofClient > 0 && open > ofClient;
    }
}
