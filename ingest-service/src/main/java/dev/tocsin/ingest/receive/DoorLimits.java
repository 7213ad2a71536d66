package dev.tocsin.ingest.receive;

/**
 * What a door takes of its clients.
 *
 * @param rate of one client a second, over all doors of its kind together: requests where they are answered, else records;
 *     0 for no limit
 * @param connections at a time; further ones are closed at once
 * @param connectionsOfClient the same of one client, known by its address; 0 for no limit
 * @param bytes of one request, as sent and, if that is compressed, also after decompression, or of one line
 */
public record DoorLimits(int rate, int connections, int connectionsOfClient, int bytes) {
    public DoorLimits {
        if (rate < 0 || connections < 1 || connectionsOfClient < 0 || bytes < 1_024) {
            throw new IllegalArgumentException("a rate and max-connections-per-client are not negative, max-connections"
                    + " is at least 1, and a record may have at least 1 KB");
        }
    }

    boolean isTooManyOfClient(int open) {
        return connectionsOfClient > 0 && open > connectionsOfClient;
    }
}
