package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What is said of a start that others have prevented. */
class StartFailureTest {
    @ParameterizedTest
    @CsvSource({"8480, TOCSIN_ENGINE_PORT", "9480, TOCSIN_ENGINE_MANAGEMENT_PORT"})
    void aTakenPortIsToldWithItsVariable(int port, String variable) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("management.server.port", "9480")));

        assertThat(words(new TakenPortInWords(environment).analyze(new PortInUseException(port))))
                .isEqualTo("port " + port + " is taken by another process; stop it or set " + variable
                        + " to another port");
    }

    @Test
    void aDatabaseThatIsAwayIsToldWithItsVariableAndEverythingElseWithItsStack() {
        SilentDatabaseInWords analyzer = new SilentDatabaseInWords();
        Throwable away = new IllegalStateException(new SQLException("Connection to 127.0.0.1:5432 refused.", "08001"));
        Throwable wrong = new IllegalStateException(new SQLException("syntax error", "42601"));

        assertThat(words(analyzer.analyze(away))).contains("TOCSIN_DB_URL", "Connection to 127.0.0.1:5432 refused.");
        assertThat(analyzer.analyze(wrong)).isNull();
    }

    private static String words(@Nullable FailureAnalysis analysis) {
        return analysis == null ? "" : String.valueOf(analysis.getDescription());
    }
}
