package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

class AdmittedMigrationIT {
    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(folder, 0, false, line -> {});
    }

    @AfterAll
    static void stop() {
        postgres.stop();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            tocsin   | s3cret-and-wrong | password authentication failed for user "tocsin"
            tocsin   | ''               | password is an empty string
            tocsin   | none             | no password was provided
            nobody   | s3cret-and-wrong | password authentication failed for user "nobody"
            """, delimiter = '|')
    void refusesAtOnceAndSaysWhatToCheck(String user, @Nullable String password, String reason) {
        assertThatThrownBy(() -> migrate(new Login(postgres.jdbcUrl(), user, password)))
                .isInstanceOf(RefusedToStart.class)
                .hasMessageStartingWith("PostgreSQL does not let in the user " + user)
                .hasMessageContaining(reason)
                .hasMessageContaining("check TOCSIN_DB_USER and TOCSIN_DB_PASSWORD")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void leavesToFlywayWhatMayPass() throws IOException {
        String nobodyThere = "jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/postgres";

        Throwable failure = catchThrowable(() -> migrate(new Login(nobodyThere, "tocsin", "any")));

        assertThat(failure).isInstanceOf(FlywayException.class);
    }

    @Test
    void migratesOnceItIsLetIn() {
        migrate(new Login(postgres.jdbcUrl(), postgres.user(), postgres.password()));

        assertThat(flyway(new Login(postgres.jdbcUrl(), postgres.user(), postgres.password()))
                        .info()
                        .pending())
                .isEmpty();
    }

    private static void migrate(Login login) {
        new AdmittedMigration(login).migrate(flyway(login));
    }

    private static Flyway flyway(Login login) {
        return Flyway.configure()
                .dataSource(login.url(), login.user(), login.password())
                .load();
    }

    private record Login(String url, String user, @Nullable String password) implements JdbcConnectionDetails {
        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public @Nullable String getPassword() {
            return password;
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }
    }
}
