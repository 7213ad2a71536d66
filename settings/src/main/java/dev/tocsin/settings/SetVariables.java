package dev.tocsin.settings;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The variables of a process: an empty one is as one that is not set, as Compose hands on what nobody has set. */
final class SetVariables {
    private static final String NAME = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    private SetVariables() {}

    /** To be called before anything reads the environment. */
    static void put(Map<String, ?> variables, ConfigurableEnvironment environment) {
        Map<String, Object> set = variables.entrySet().stream()
                .filter(variable -> !String.valueOf(variable.getValue()).isBlank())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.contains(NAME)) {
            sources.replace(NAME, new SystemEnvironmentPropertySource(NAME, set));
        }
    }
}
