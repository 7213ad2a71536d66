package dev.tocsin.alert;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says that PostgreSQL did not let itself be reached, after Flyway has waited for it; the address may be nobody's. */
final class SilentDatabaseInWords extends AbstractFailureAnalyzer<SQLException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        // No connection, no such database, just starting or stopping. Everything else is told with its stack.
        boolean isAway = state.startsWith("08") || state.equals("3D000") || state.startsWith("57P");
        return isAway
                ? new FailureAnalysis(
                        "PostgreSQL cannot be reached, is it running and TOCSIN_DB_URL its address? It or its driver says: "
                                + cause.getMessage(),
                        null,
                        cause)
                : null;
    }
}
