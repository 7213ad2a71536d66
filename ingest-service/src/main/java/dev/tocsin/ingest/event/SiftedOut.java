package dev.tocsin.ingest.event;

/**
 * A good event that is not kept, because a rule says so. The answer to the client.
 *
 * @param rule by its name
 * @param dataStream where it would have gone
 */
public record SiftedOut(String rule, Reason reason, String dataStream) implements RecordFate {
    /** What kind of rule it was. */
    public enum Reason {
        DROPPED("dropped"),
        SAMPLED_OUT("sampled_out");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** As in metrics and answers. */
        public String word() {
            return word;
        }
    }
}
