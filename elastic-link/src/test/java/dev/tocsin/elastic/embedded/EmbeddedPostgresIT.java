package dev.tocsin.elastic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedPostgresIT {
    /** What a schema may be made of, as Flyway leaves it: its own table, its own schema, sequences, views, data. */
    private static final String SCHEMA = """
            create schema tocsin;
            create table tocsin.flyway_schema_history (installed_rank int primary key, script text);
            insert into tocsin.flyway_schema_history values (1, 'V1__core.sql');
            create table tocsin.told (id bigint generated always as identity primary key, text text unique);
            insert into tocsin.told (text) select 'alarm ' || n from generate_series(1, 1000) n;
            create table tocsin.counted (n serial, rule text);
            insert into tocsin.counted (rule) values ('a'), ('b');
            create sequence tocsin.lone start 7;
            create view tocsin.last_told as select max(id) as id from tocsin.told;
            create materialized view tocsin.all_told as select count(*) as n from tocsin.told;
            create table tocsin.parts (day int) partition by range (day);
            create table tocsin.part_one partition of tocsin.parts for values from (0) to (10);
            insert into tocsin.parts values (3);
            create table "In public" (n int);
            """;

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasCommittedThroughAKill() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, true, line -> {})) {
            // given
            ask(server, "create table kept (a int)");
            ask(server, "insert into kept values (42)");
            List<ProcessHandle> before = server.process().descendants();

            // when
            server.kill();
            assertThat(before).noneMatch(ProcessHandle::isAlive);
            server.startAgain();

            // then
            assertThat(ask(server, "select a from kept")).isEqualTo("42");
            assertThat(ask(server, "show fsync")).isEqualTo("on");
        }
    }

    @Test
    void letsNobodyInWithoutThePassword() throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, line -> {})) {
            for (String user : List.of("postgres", EmbeddedPostgres.USER, "root")) {
                for (String password : List.of("", "wrong", user)) {
                    assertThatThrownBy(() -> ask(server.jdbcUrl(), user, password, "select 1"))
                            .as(user + " with '" + password + "'")
                            .isInstanceOf(SQLException.class)
                            .satisfies(refusal -> assertThat(((SQLException) refusal).getSQLState())
                                    .startsWith(password.isEmpty() ? "08" : "28"));
                }
            }
            assertThatThrownBy(() -> ask(server.jdbcUrl(), "postgres", server.password(), "select 1"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void theRoleOfTheEngineStaysInItsDatabase() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, line -> {})) {
            ask(server, "create table lines (line text)"); // what it is for, it can
            for (String statement : List.of(
                    "copy lines from program 'id'",
                    "copy lines to program 'cat'",
                    "copy lines to '/dev/null'",
                    "select pg_read_file('../superuser-password')",
                    "alter role tocsin superuser",
                    "alter role postgres password null",
                    "create role another",
                    "create database another",
                    "alter system set listen_addresses = '*'",
                    "set role postgres",
                    "create function run(text) returns int language c as 'libc.so.6', 'system'")) {
                assertThatThrownBy(() -> ask(server, statement))
                        .as(statement)
                        .isInstanceOf(SQLException.class)
                        .extracting(refusal -> ((SQLException) refusal).getSQLState())
                        .isEqualTo("42501"); // insufficient privilege
            }
        }
    }

    @Test
    void keepsThePasswordsFromOthers() throws Exception {
        List<String> said = new ArrayList<>();
        String ofTheSuperuser;
        String ofTheEngine;
        List<String> commandLines = new ArrayList<>();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, said::add)) {
            server.process()
                    .descendants()
                    .forEach(process ->
                            commandLines.add(process.info().commandLine().orElse("")));
            ofTheSuperuser =
                    Files.readString(folder.resolve("superuser-password")).strip();
            ofTheEngine = server.password();
            assertThat(ask(server.jdbcUrl(), "postgres", ofTheSuperuser, "show is_superuser"))
                    .isEqualTo("on");
            assertThat(ask(server, "show is_superuser")).isEqualTo("off");
        }

        assertThat(ofTheEngine).hasSize(43).isNotEqualTo(ofTheSuperuser);
        assertThat(Files.readString(EmbeddedPostgres.passwordFile(folder)).strip())
                .isEqualTo(ofTheEngine);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (bytes.contains(ofTheEngine) || bytes.contains(ofTheSuperuser)) {
                    assertThat(file.getFileName().toString()).isIn("engine-password", "superuser-password");
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------");
                }
            }
        }
        assertThat(commandLines).isNotEmpty();
        assertThat(String.join("\n", commandLines) + said).doesNotContain(ofTheEngine, ofTheSuperuser);
    }

    @Test
    void aFailureWhileAccountsAreSetUpDoesNotPrintThem() throws Exception {
        // given
        EmbeddedPostgres.start(folder, 0, false, line -> {}).close();
        String secret = Files.readString(folder.resolve("superuser-password")).strip();
        Files.writeString(folder.resolve("data/postgresql.auto.conf"), "default_transaction_read_only = on\n");

        // then
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder, 0, false, line -> {}))
                .isInstanceOf(ServerDidNotStart.class)
                .hasMessageContaining("PostgreSQL could not set up who may use")
                .hasMessageContaining("read-only transaction");
        assertThat(Files.readString(EmbeddedPostgres.log(folder))).doesNotContain(secret);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClusterThatTrustedEverybodyIsMendedAndLosesNothing(boolean killed) throws Exception {
        // given
        makeAnOldOne(killed);
        List<String> said = new ArrayList<>();

        // when
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, said::add)) {
            // then
            assertThat(said).contains("PostgreSQL lets nobody in without a password from now on");
            requireMended(server);
        }

        // when: once more
        said.clear();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, said::add)) {
            // then
            assertThat(said).isEmpty();
            assertThat(ask(server, "select n from tocsin.more")).isEqualTo("1");
        }
    }

    /** How far the start before this one came. */
    enum Reached {
        NOTHING,
        ONE_PASSWORD_HALF_WRITTEN,
        ONE_PASSWORD,
        PASSWORDS,
        ACCOUNTS,
        HALF_OF_WHO_MAY_CONNECT,
        OTHER_PASSWORDS
    }

    @ParameterizedTest
    @EnumSource
    void aStartGoesOnWhereTheOneBeforeWasKilled(Reached reached) throws Exception {
        // given
        makeAnOldOne(false);
        Path trust = folder.resolve("data/pg_hba.conf");
        String trusting = Files.readString(trust);
        switch (reached) {
            case NOTHING -> {}
            case ONE_PASSWORD_HALF_WRITTEN -> Files.writeString(folder.resolve("superuser-password.new"), "ha");
            case ONE_PASSWORD -> OwnersFile.write(folder.resolve("superuser-password"), "a password\n");
            case PASSWORDS -> PostgresAccounts.in(folder, line -> {});
            case ACCOUNTS -> {
                EmbeddedPostgres.start(folder, 0, false, line -> {}).close();
                OwnersFile.write(trust, trusting);
            }
            case HALF_OF_WHO_MAY_CONNECT -> {
                EmbeddedPostgres.start(folder, 0, false, line -> {}).close();
                OwnersFile.write(trust, trusting);
                Files.writeString(folder.resolve("data/pg_hba.conf.new"), "# Writ");
                Files.writeString(folder.resolve("accounts.sql"), "do $acc");
            }
            case OTHER_PASSWORDS -> {
                EmbeddedPostgres.start(folder, 0, false, line -> {}).close();
                Files.writeString(folder.resolve("engine-password"), "");
                Files.delete(folder.resolve("superuser-password"));
            }
        }

        // when
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, line -> {})) {
            // then
            requireMended(server);
        }
    }

    @Test
    void aFirstStartThatWasKilledLeavesNothingThatIsTakenForACluster() throws Exception {
        // given
        Files.createDirectories(folder.resolve("data.new/base"));
        Files.writeString(folder.resolve("data.new/PG_VERSION"), "18\n");

        // when
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, line -> {})) {
            // then
            assertThat(ask(server, "select 1")).isEqualTo("1");
            assertThat(folder.resolve("data.new")).doesNotExist();
        }
    }

    @Test
    void aPasswordThatWasLostIsMadeAnewAndSaidSo() throws Exception {
        // given
        EmbeddedPostgres.start(folder, 0, false, line -> {}).close();
        Path file = EmbeddedPostgres.passwordFile(folder);
        String lost = Files.readString(file).strip();
        Files.delete(file);
        List<String> said = new ArrayList<>();

        // when
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, said::add)) {
            // then
            assertThat(said).containsExactly("PostgreSQL gets a new password: there was none in " + file);
            assertThat(ask(server, "select 1")).isEqualTo("1");
            assertThatThrownBy(() -> ask(server.jdbcUrl(), server.user(), lost, "select 1"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void aPasswordThatCannotBeReadIsSaidWithWhatToDo() throws IOException {
        Files.createDirectory(folder.resolve("engine-password")); // what nobody can read as a file, root neither

        assertThatThrownBy(() -> EmbeddedPostgres.start(folder, 0, false, line -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("engine-password") + " cannot be read")
                .hasMessageContaining("take the file away, and the next start makes a new one");
    }

    private void makeAnOldOne(boolean killed) throws IOException, SQLException {
        try (TrustingPostgres old = TrustingPostgres.start(folder)) {
            ask(old.jdbcUrl(), old.user(), "", SCHEMA);
            if (killed) {
                old.kill();
            }
        }
    }

    private static void requireMended(EmbeddedPostgres server) throws SQLException {
        assertThatThrownBy(() -> ask(server.jdbcUrl(), "postgres", "", "select 1"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> ask(server.jdbcUrl(), server.user(), "", "select 1"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> ask(server, "copy (select 1) to program 'cat'"))
                .hasMessageContaining("permission denied");
        assertThat(ask(server, "select count(*) || ' to ' || max(id) from tocsin.told"))
                .isEqualTo("1000 to 1000");
        assertThat(ask(server, "select script from tocsin.flyway_schema_history"))
                .isEqualTo("V1__core.sql");
        assertThat(ask(server, """
                select string_agg(distinct pg_get_userbyid(relowner), ',') from pg_class
                where relnamespace in ('tocsin'::regnamespace, 'public'::regnamespace)""")).isEqualTo("tocsin");
        assertThat(ask(
                        server,
                        "select string_agg(pg_get_userbyid(datdba), ',') from pg_database where not datistemplate"))
                .isEqualTo("tocsin");
        // What the next migration and the engine do.
        ask(server, """
                alter table tocsin.told add column more int;
                insert into tocsin.told (text) values ('one more');
                insert into tocsin.counted (rule) values ('c');
                insert into tocsin.parts values (4);
                create or replace view tocsin.last_told as select max(id) as id, 1 as more from tocsin.told;
                refresh materialized view tocsin.all_told;
                alter sequence tocsin.lone restart with 8;
                drop table "In public";
                create table tocsin.more (n int);
                insert into tocsin.more values (1);
                create schema another;
                """);
        // After a kill a sequence leaves some numbers out.
        assertThat(ask(server, "select count(*) from tocsin.told where id > 1000"))
                .isEqualTo("1");
        assertThat(ask(server, "select count(distinct n) from tocsin.counted")).isEqualTo("3");
    }

    private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
        return ask(server.jdbcUrl(), server.user(), server.password(), sql);
    }

    private static String ask(String url, String user, String password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
