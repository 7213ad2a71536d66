package dev.tocsin.settings;

import java.util.List;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** What is set for a service and read by nobody, without the values, which Spring's own words show. */
final class LeftOver {
    /** A longer one is more likely a secret in the wrong place. */
    static final int LONGEST_KEY = 32;

    private LeftOver() {}

    /** Empty if that is not why it failed. */
    static List<SettingProblem> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnboundConfigurationPropertiesException unbound) {
                return unbound.getUnboundProperties().stream()
                        .map(LeftOver::problem)
                        .toList();
            }
        }
        return List.of();
    }

    private static SettingProblem problem(ConfigurationProperty property) {
        return SettingProblem.at(
                property.getOrigin(), shown(property.getName()).toString(), "unknown key, or nothing there", "");
    }

    /** The name without what may be a secret. */
    static ConfigurationPropertyName shown(ConfigurationPropertyName name) {
        return name.getLastElement(Form.ORIGINAL).length() <= LONGEST_KEY ? name : name.getParent();
    }
}
