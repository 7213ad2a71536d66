package dev.tocsin.alert.kibana;

import dev.tocsin.access.HeaderToken;
import dev.tocsin.elastic.SecretFiles;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where Kibana is for us, which may not be where it is for people, and who we are to it.
 *
 * @param url with its base path, such as {@code https://kibana.example.com}
 * @param variable that the address came from, for who has to mend it
 * @param space empty for the default one
 * @param authorization the header's value; null without
 * @param caFile PEM with the CA of Kibana's certificate; null for the JVM's own
 */
public record KibanaSettings(
        URI url,
        String variable,
        String space,
        @Nullable String authorization,
        @Nullable Path caFile) {
    private static final String FETCH = "TOCSIN_KIBANA_FETCH_URL";
    private static final List<String> SECRETS = List.of("KIBANA_API_KEY", "KIBANA_PASSWORD");
    private static final String NO_ADDRESS = " is no address such as https://kibana.example.com";

    /**
     * Reads {@code TOCSIN_KIBANA_FETCH_URL}, or {@code KIBANA_URL} without it, {@code KIBANA_SPACE},
     * {@code KIBANA_API_KEY}, or {@code KIBANA_USERNAME} and {@code KIBANA_PASSWORD}, and {@code KIBANA_CA_FILE}. Key and
     * password may be in a file, which {@code KIBANA_API_KEY_FILE} and {@code KIBANA_PASSWORD_FILE} name.
     *
     * @return empty if there is no address
     * @throws IllegalArgumentException naming the variable that cannot be used, and never a secret
     */
    public static Optional<KibanaSettings> fromEnvironment(Map<String, String> environment) {
        String variable = said(environment, FETCH).isPresent() ? FETCH : "KIBANA_URL";
        Optional<String> address = said(environment, variable);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> fromFiles = SecretFiles.read(environment, SECRETS);
        Optional<String> key = said(fromFiles, "KIBANA_API_KEY").or(() -> said(environment, "KIBANA_API_KEY"));
        key.flatMap(given -> HeaderToken.trouble("KIBANA_API_KEY", given)).ifPresent(trouble -> {
            throw new IllegalArgumentException(trouble);
        });
        Optional<String> user = said(environment, "KIBANA_USERNAME");
        if (key.isPresent() && user.isPresent()) {
            throw new IllegalArgumentException(
                    "both an API key and a user are set: use KIBANA_API_KEY or KIBANA_USERNAME, not both");
        }
        String authorization = key.map(given -> "ApiKey " + given)
                .or(() -> user.map(name -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString((name + ":"
                                                + said(fromFiles, "KIBANA_PASSWORD")
                                                        .or(() -> said(environment, "KIBANA_PASSWORD"))
                                                        .orElse(""))
                                        .getBytes(StandardCharsets.UTF_8))))
                .orElse(null);
        String space = said(environment, "KIBANA_SPACE")
                .filter(name -> !name.equals("default"))
                .orElse("");
        return Optional.of(new KibanaSettings(
                url(address.get(), variable),
                variable,
                space,
                authorization,
                said(environment, "KIBANA_CA_FILE").map(Path::of).orElse(null)));
    }

    private static URI url(String address, String variable) {
        try {
            URI url = URI.create(address.replaceAll("/+$", ""));
            boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (!isHttp || url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
                throw new IllegalArgumentException(variable + NO_ADDRESS);
            }
            if (url.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        variable
                                + " has a user or a password in it, and addresses are shown: use KIBANA_USERNAME and KIBANA_PASSWORD instead");
            }
            return url;
        } catch (IllegalArgumentException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(variable)
                    ? e
                    : new IllegalArgumentException(variable + NO_ADDRESS);
        }
    }

    private static Optional<String> said(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Of the export, in our space. */
    URI exportAddress() {
        String prefix = space.isEmpty()
                ? ""
                : "/s/" + URLEncoder.encode(space, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(url + prefix + "/api/saved_objects/_export");
    }

    /** For people; never a secret. */
    public String place() {
        return url + (space.isEmpty() ? "" : " (space " + space + ")");
    }

    @Override
    public String toString() {
        return "Kibana " + place();
    }
}
