package dev.tocsin.elastic;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Elasticsearch is and who we are to it.
 *
 * @param urls at least one, such as {@code http://127.0.0.1:9200}
 * @param username basic auth; null without
 * @param password of {@code username}
 * @param apiKey base64 {@code id:key}, instead of basic auth; null without
 * @param caFile PEM with the CA of the servers' certificates; null for the JVM's own
 */
public record ElasticSettings(
        List<URI> urls,
        @Nullable String username,
        @Nullable String password,
        @Nullable String apiKey,
        @Nullable Path caFile) {
    /** What {@link #fromEnvironment} reads. */
    public static final List<String> VARIABLES = List.of(
            "ELASTICSEARCH_URL",
            "ELASTICSEARCH_USERNAME",
            "ELASTICSEARCH_PASSWORD",
            "ELASTICSEARCH_PASSWORD_FILE",
            "ELASTICSEARCH_API_KEY",
            "ELASTICSEARCH_API_KEY_FILE",
            "ELASTICSEARCH_CA_FILE");

    private static final String NO_ADDRESS =
            "ELASTICSEARCH_URL is not an address such as https://search.example.com:9200: ";
    /** What a header can carry: what sends it would quote what it refuses. */
    private static final Pattern HEADER = Pattern.compile("[!-~]+");

    private static final List<String> SECRETS = List.of("ELASTICSEARCH_PASSWORD", "ELASTICSEARCH_API_KEY");

    public ElasticSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new SettingsRefused("no Elasticsearch address: set ELASTICSEARCH_URL");
        }
        for (URI url : urls) {
            refuseSecretIn(url.toString());
        }
        if (apiKey != null && !HEADER.matcher(apiKey).matches()) {
            throw new SettingsRefused(
                    "ELASTICSEARCH_API_KEY has a character in it that no key has: it is one line of ASCII"
                            + " without blanks, with nothing else in its variable or file");
        }
        if (apiKey != null && username != null) {
            throw new SettingsRefused(
                    "both an API key and a user are set: use ELASTICSEARCH_API_KEY or ELASTICSEARCH_USERNAME, not both");
        }
    }

    public static ElasticSettings of(URI url) {
        return new ElasticSettings(List.of(url), null, null, null, null);
    }

    /**
     * Reads {@code ELASTICSEARCH_URL} (commas between several), {@code ELASTICSEARCH_USERNAME},
     * {@code ELASTICSEARCH_PASSWORD}, {@code ELASTICSEARCH_API_KEY}, {@code ELASTICSEARCH_CA_FILE}; password and key
     * also from the files that {@code ELASTICSEARCH_PASSWORD_FILE} and {@code ELASTICSEARCH_API_KEY_FILE} name.
     *
     * @throws SettingsRefused if they cannot be used
     */
    public static ElasticSettings fromEnvironment(Map<String, String> environment) {
        Map<String, String> fromFiles = SecretFiles.read(environment, SECRETS);
        String urls = environment.getOrDefault("ELASTICSEARCH_URL", "http://127.0.0.1:9200");
        // Before the text is cut at its commas: a password may have one.
        refuseSecretIn(urls);
        String caFile = environment.get("ELASTICSEARCH_CA_FILE");
        return new ElasticSettings(
                List.of(urls.split(",")).stream()
                        .map(String::strip)
                        .filter(url -> !url.isEmpty())
                        .map(ElasticSettings::address)
                        .toList(),
                blankToNull(environment.get("ELASTICSEARCH_USERNAME")),
                blankToNull(
                        fromFiles.getOrDefault("ELASTICSEARCH_PASSWORD", environment.get("ELASTICSEARCH_PASSWORD"))),
                stripped(fromFiles.getOrDefault("ELASTICSEARCH_API_KEY", environment.get("ELASTICSEARCH_API_KEY"))),
                caFile == null || caFile.isBlank() ? null : Path.of(caFile));
    }

    /** Looks for the sign alone: what is before it may be no valid URI, and then no part of it is known to be a user. */
    private static void refuseSecretIn(String url) {
        if (url.contains("@")) {
            throw new SettingsRefused(
                    "an Elasticsearch address has a user or a password in it, and addresses are shown: use ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD instead");
        }
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() == null || !List.of("http", "https").contains(String.valueOf(address.getScheme()))) {
                throw new SettingsRefused(NO_ADDRESS + "it begins with http:// or https://");
            }
            if (address.getRawQuery() != null || address.getRawFragment() != null) {
                throw new SettingsRefused(NO_ADDRESS + "it ends with the port or a path, without ? and #");
            }
            return address;
        } catch (URISyntaxException e) {
            // Its message would show the whole text.
            throw new SettingsRefused(NO_ADDRESS + e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    private static @Nullable String stripped(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Never shows a secret. */
    @Override
    public String toString() {
        return "Elasticsearch " + urls + (apiKey != null ? " by API key" : username != null ? " as " + username : "");
    }
}
