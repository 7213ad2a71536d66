package dev.tocsin.alert;

import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names a key that there is not, without what stands behind it: a misspelled {@code token} has a token there. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownKeyInWords extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
        String keys = cause.getUnboundProperties().stream()
                .map(UnknownKeyInWords::inWords)
                .sorted()
                .collect(Collectors.joining("\n"));
        return new FailureAnalysis(keys, "config/engine.yml in the repository has all keys that there are.", cause);
    }

    private static String inWords(ConfigurationProperty property) {
        String place = property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
        return property.getName() + " is not a key of the engine" + place;
    }
}
