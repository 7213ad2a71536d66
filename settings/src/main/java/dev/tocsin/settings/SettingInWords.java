package dev.tocsin.settings;

import dev.tocsin.access.SecretMissing;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.PlaceholderResolutionException;

/** Tells what is wrong with settings: with ours as {@link SettingsCheck} found it, with Spring's by variable or key. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingInWords implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadSettings bad) {
                return new FailureAnalysis(bad.getMessage(), null, bad);
            }
            if (cause instanceof SecretMissing missing) {
                return new FailureAnalysis("a setting " + Unresolved.inWords(missing), null, missing);
            }
            if (cause instanceof PlaceholderResolutionException unresolved) {
                return new FailureAnalysis("a setting " + Unresolved.inWords("", unresolved), null, unresolved);
            }
            if (cause instanceof UnboundConfigurationPropertiesException) {
                return new FailureAnalysis(new BadSettings(LeftOver.of(cause)).getMessage(), null, cause);
            }
            if (cause instanceof BindException bind && bind.getProperty() != null) {
                // What stands in our own application.yml is right, so a variable that it names is what is wrong.
                String reason =
                        SettingForm.missed(bind.getTarget(), bind.getProperty().getValue());
                SettingProblem problem = SettingProblem.of(bind.getProperty(), reason, _ -> true);
                return new FailureAnalysis(problem.inWords(), null, bind);
            }
        }
        return null;
    }
}
