package dev.tocsin.ingest;

import dev.tocsin.access.TlsRefused;
import dev.tocsin.access.TokensRefused;
import dev.tocsin.elastic.SettingsRefused;
import dev.tocsin.ingest.journal.JournalInUse;
import dev.tocsin.ingest.receive.CannotOpenDoor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one sentence why the service does not start, where a stack trace would help nobody. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailure implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String sentence = switch (cause) {
                case CannotOpenDoor door -> door.getMessage();
                case TokensRefused tokens -> tokens.getMessage();
                case TlsRefused tls -> tls.getMessage();
                case SettingsRefused refused -> refused.getMessage();
                case JournalInUse inUse -> inUse.getMessage();
                case PortInUseException port -> CannotOpenDoor.taken(port.getPort(), "TOCSIN_INGEST_MANAGEMENT_PORT");
                default -> null;
            };
            if (sentence != null) {
                return new FailureAnalysis(sentence, null, failure);
            }
        }
        return null;
    }
}
