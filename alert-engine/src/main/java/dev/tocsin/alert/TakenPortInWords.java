package dev.tocsin.alert;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says which variable sets a port that somebody else has. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TakenPortInWords extends AbstractFailureAnalyzer<PortInUseException> {
    private final Environment environment;

    TakenPortInWords(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        boolean isManagement =
                Integer.toString(cause.getPort()).equals(environment.getProperty("management.server.port"));
        return new FailureAnalysis(
                "port " + cause.getPort() + " is taken by another process; stop it or set "
                        + (isManagement ? "TOCSIN_ENGINE_MANAGEMENT_PORT" : "TOCSIN_ENGINE_PORT")
                        + " to another port",
                null,
                cause);
    }
}
