package dev.tocsin.alert.rule;

/**
 * Where a rule's query is written.
 *
 * @param kind which of the places
 * @param name of the saved query, or {@code search:ID} and {@code query:ID} of Kibana's object; empty in the rule itself
 * @param where the file, or the address of Kibana; empty in the rule itself
 */
public record QueryOrigin(Kind kind, String name, String where) {
    public static final QueryOrigin RULE = new QueryOrigin(Kind.RULE, "", "");

    /** The places. */
    public enum Kind {
        RULE,
        SAVED,
        KIBANA
    }

    public String inWords() {
        return switch (kind) {
            case RULE -> "written in the rule";
            case SAVED -> "saved query " + name + " (" + where + ")";
            case KIBANA -> "Kibana's " + name + " (" + where + ")";
        };
    }
}
