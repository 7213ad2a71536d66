package dev.tocsin.elastic.testing;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * An embedded Elasticsearch that lets in only those it knows: one user for each file of {@code index-templates/roles},
 * named as the role and with exactly this role, and an administrator. It has a file realm only, so what is proved here
 * is what a role may do, not how a role gets into a cluster.
 */
public final class SecuredElasticsearch implements AutoCloseable {
    public static final String ADMINISTRATOR = "administrator";

    /** The roles that Tocsin ships. */
    public static final List<String> ROLES =
            List.of("tocsin-installer", "tocsin-ingest", "tocsin-engine", "tocsin-reader", "tocsin-kibana");

    private static final Map<String, String> FILE_REALM = Map.of(
            "xpack.security.enabled", "true",
            "xpack.security.autoconfiguration.enabled", "false",
            "xpack.security.authc.realms.file.file1.order", "0",
            "xpack.security.authc.realms.native.native1.enabled", "false",
            "xpack.security.authc.realms.native.native1.order", "1");

    private final EmbeddedElasticsearch server;
    private final String password;

    private SecuredElasticsearch(EmbeddedElasticsearch server, String password) {
        this.server = server;
        this.password = password;
    }

    /** Starts it in a folder of the test's own; the caller closes it. */
    public static SecuredElasticsearch start(Path folder) {
        String password = UUID.randomUUID().toString();
        List<String> roles = new ArrayList<>();
        List<String> users = new ArrayList<>();
        List<String> usersRoles = new ArrayList<>();
        // JSON is YAML; one line per role.
        ROLES.forEach(role -> roles.add(role + ": " + role(role)));
        ROLES.forEach(role -> usersRoles.add(role + ":" + role));
        ROLES.forEach(role -> users.add(role + ":" + hash(password)));
        users.add(ADMINISTRATOR + ":" + hash(password));
        usersRoles.add("superuser:" + ADMINISTRATOR);
        return new SecuredElasticsearch(start(folder, roles, users, usersRoles, Map.of()), password);
    }

    /** A server with a file realm of exactly these files and more settings; the caller closes it. */
    public static EmbeddedElasticsearch start(
            Path folder, List<String> roles, List<String> users, List<String> usersRoles, Map<String, String> more) {
        try {
            Path config = Files.createDirectories(folder.resolve("config"));
            Files.write(config.resolve("roles.yml"), roles);
            Files.write(config.resolve("users"), users);
            Files.write(config.resolve("users_roles"), usersRoles);
            Map<String, String> settings = new java.util.HashMap<>(FILE_REALM);
            settings.putAll(more);
            return EmbeddedElasticsearch.start(
                    ElasticsearchOptions.forTests(folder).withSettings(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the file of a role says, in one line. */
    private static String role(String name) {
        String resource = "/index-templates/roles/" + name + ".json";
        try (InputStream file = SecuredElasticsearch.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing from the build");
            }
            try (JsonReader reader = Json.createReader(file)) {
                return reader.readObject().toString();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The form that the file realm reads. */
    public static String hash(String password) {
        try {
            byte[] salt = new byte[16];
            new SecureRandom().nextBytes(salt);
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 10_000, 256))
                    .getEncoded();
            Base64.Encoder base64 = Base64.getEncoder();
            return "{PBKDF2}10000$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        }
    }

    public URI url() {
        return server.url();
    }

    /** Of all its users. */
    public String password() {
        return password;
    }

    /** Settings of a user: {@link #ADMINISTRATOR}, or one of {@link #ROLES}. */
    public ElasticSettings as(String user) {
        return as(user, url());
    }

    /** {@link #as(String)}, at another address of the same server. */
    public ElasticSettings as(String user, URI address) {
        return new ElasticSettings(List.of(address), user, password, null, null);
    }

    /** A link as this user; the caller closes it. */
    public ElasticLink link(String user) {
        return ElasticLink.open(as(user));
    }

    @Override
    public void close() {
        server.close();
    }
}
