package dev.tocsin.alert;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a refusal as its sentence, without the stack that nobody needs. */
final class RefusalInWords extends AbstractFailureAnalyzer<RefusedToStart> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefusedToStart cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
