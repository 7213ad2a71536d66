package dev.tocsin.alert.rule;

/** Who knows what Kibana last said. Never waits for Kibana. */
public interface KibanaSource {
    KibanaShelf current();

    /** Some rule refers to an object of Kibana: from now on it is worth to ask. */
    void wanted();

    /** There is no Kibana. */
    static KibanaSource none() {
        return of(KibanaShelf.NO_KIBANA);
    }

    /** What does not change. */
    static KibanaSource of(KibanaShelf shelf) {
        return new KibanaSource() {
            @Override
            public KibanaShelf current() {
                return shelf;
            }

            @Override
            public void wanted() {
                // It is all there.
            }
        };
    }
}
