package dev.tocsin.alert;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Migrates the schema, if PostgreSQL lets us in. Flyway waits for a database that does not answer yet, and would wait as
 * long for one that has refused the password, which no waiting changes.
 */
final class AdmittedMigration implements FlywayMigrationStrategy {
    /** Wrong password or user, no line for us in pg_hba.conf, and what the driver says when there is no password. */
    private static final Set<String> NOT_ADMITTED = Set.of("28P01", "28000", "08004");

    private final JdbcConnectionDetails database;

    AdmittedMigration(JdbcConnectionDetails database) {
        this.database = database;
    }

    @Override
    public void migrate(Flyway flyway) {
        requireAdmission();
        flyway.migrate();
    }

    private void requireAdmission() {
        Properties login = new Properties();
        put(login, "user", database.getUsername());
        put(login, "password", database.getPassword());
        login.setProperty("loginTimeout", "5");
        try (Connection connection = DriverManager.getConnection(database.getJdbcUrl(), login)) {
            connection.getMetaData();
        } catch (SQLException e) {
            if (NOT_ADMITTED.contains(String.valueOf(e.getSQLState()))) {
                throw new RefusedToStart("PostgreSQL does not let in the user " + database.getUsername() + " ("
                        + e.getMessage() + "): check TOCSIN_DB_USER and TOCSIN_DB_PASSWORD, or the file that"
                        + " TOCSIN_DB_PASSWORD_FILE names");
            }
            // Everything else may pass, and Flyway tells it if it does not.
        }
    }

    private static void put(Properties login, String key, @Nullable String value) {
        if (value != null) {
            login.setProperty(key, value);
        }
    }
}
