package dev.tocsin.elastic;

/**
 * What the server is and can do, found by asking it.
 *
 * @param version such as {@code 9.5.3}
 * @param dataStreamApi whether {@code GET /_data_stream} is there (the minimal server has none: use {@code _resolve/index})
 */
public record ServerAbilities(String version, boolean dataStreamApi) {
    private static final int SUPPORTED_MAJOR = 9;

    /** @throws UnsupportedServer with a sentence for people if the version is not one that we work with */
    static void requireSupported(String version, String distribution) {
        if (!distribution.isEmpty()) {
            throw new UnsupportedServer("This is " + distribution + " " + version
                    + ", not Elasticsearch. Tocsin works with Elasticsearch 9.0 to 9.5.");
        }
        String major = version.split("\\.", 2)[0];
        if (!major.equals(Integer.toString(SUPPORTED_MAJOR))) {
            throw new UnsupportedServer("This is Elasticsearch " + version
                    + ". Tocsin works with 9.0 to 9.5: upgrade the cluster, or point ELASTICSEARCH_URL to another.");
        }
    }
}
