package dev.tocsin.alert.rule;

/** In which language a query is written. */
public enum QueryLanguage {
    KQL("kuery"),
    LUCENE("lucene"),
    DSL("dsl");

    private final String kibanaName;

    QueryLanguage(String kibanaName) {
        this.kibanaName = kibanaName;
    }

    /** As Kibana's links name it. */
    public String kibanaName() {
        return kibanaName;
    }
}
