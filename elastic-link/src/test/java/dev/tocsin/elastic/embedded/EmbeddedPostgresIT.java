package dev.tocsin.elastic.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
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

    private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), "");
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
