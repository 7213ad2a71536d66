package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who may connect to an embedded PostgreSQL: its superuser, and the engine's role, which owns its database and can do
 * nothing else. Each has a random password in a file beside the data. Every step may be done again, and is before each
 * start: so a cluster that was made when everybody on the machine was trusted is mended, a start that was killed
 * is gone on with, and a password file that was lost is made anew.
 */
final class PostgresAccounts {
    static final String SUPERUSER = "postgres";
    static final String ENGINE = "tocsin";

    private static final String WHO_MAY_CONNECT = """
            # Written by Tocsin before each start.
            local all all              scram-sha-256
            host  all all 127.0.0.1/32 scram-sha-256
            """;

    private static final int PASSWORD_BYTES = 32;

    private final Path folder;

    private PostgresAccounts(Path folder) {
        this.folder = folder;
    }

    /**
     * The accounts of a folder, whose password files are there when this returns.
     *
     * @throws IOException with what to do, if a password file is there and cannot be read
     */
    static PostgresAccounts in(Path folder, Consumer<String> progress) throws IOException {
        PostgresAccounts accounts = new PostgresAccounts(folder);
        for (Path file : List.of(accounts.superuserPasswordFile(), enginePasswordFile(folder))) {
            if (password(file).isEmpty()) {
                OwnersFile.write(file, random() + "\n");
                if (Files.exists(folder.resolve("data"))) {
                    progress.accept("PostgreSQL gets a new password: there was none in " + file);
                }
            }
        }
        return accounts;
    }

    static Path enginePasswordFile(Path folder) {
        return folder.resolve("engine-password");
    }

    Path superuserPasswordFile() {
        return folder.resolve("superuser-password");
    }

    /** Of the engine's role. */
    String enginePassword() throws IOException {
        return password(enginePasswordFile(folder));
    }

    /** A server that starts on this data lets nobody in without a password. Returns whether that is new. */
    static boolean requirePasswords(Path data) throws IOException {
        Path file = data.resolve("pg_hba.conf");
        if (Files.exists(file) && Files.readString(file).equals(WHO_MAY_CONNECT)) {
            return false;
        }
        OwnersFile.write(file, WHO_MAY_CONNECT);
        return true;
    }

    /** What the server in single-user mode has to be fed with; it holds no secret, and reads the password files itself. */
    Path script() throws IOException {
        Path script = folder.resolve("accounts.sql");
        try (InputStream text = PostgresAccounts.class.getResourceAsStream("accounts.sql")) {
            if (text == null) {
                throw new IllegalStateException("accounts.sql is missing from the build");
            }
            OwnersFile.write(script, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
        return script;
    }

    private static String password(Path file) throws IOException {
        try {
            return OwnersFile.read(file).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new IOException(
                    "PostgreSQL's password in " + file + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "): give it to the user who starts Tocsin, or take the file away, and the next start makes a new one",
                    e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
