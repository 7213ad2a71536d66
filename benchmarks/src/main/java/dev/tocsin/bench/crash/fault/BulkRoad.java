package dev.tocsin.bench.crash.fault;

import java.io.IOException;
import java.util.Optional;

/** What happens to a bulk on its way to Elasticsearch. */
public interface BulkRoad {
    /** As if there were no way between. */
    BulkRoad PLAIN = (bulk, elasticsearch) -> Optional.of(elasticsearch.take(bulk));

    /**
     * Takes one bulk.
     *
     * @return the answer to the service; empty to cut its connection
     */
    Optional<Answer> take(Message bulk, Elasticsearch elasticsearch) throws IOException;

    /** The other end. */
    interface Elasticsearch {
        Answer take(Message message) throws IOException;
    }

    /** A request as it came. */
    @SuppressWarnings("ArrayRecordComponent")
    record Message(String method, String path, String opaqueId, String contentType, byte[] body) {
        /** The same with other content. */
        public Message with(byte[] newBody) {
            return new Message(method, path, opaqueId, contentType, newBody);
        }
    }

    /** An answer as it is passed on. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, byte[] body) {}
}
