package dev.tocsin.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.boot.support.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What a service can be told, and where.
 *
 * @param prefix of all keys
 * @param type whose constructors refuse what does not fit together, by {@code IllegalArgumentException}
 * @param file its name in the folder that {@code TOCSIN_CONFIG} names; it need not be there
 */
public record ServiceSettings<T extends Record>(String prefix, Class<T> type, String file) {
    /** Has an application look at its settings when it starts; it ends with {@link BadSettings} if something is wrong. */
    public void guard(SpringApplication application) {
        application.addListeners(new BeforeItIsRead());
        application.addInitializers(context -> check(context.getEnvironment()));
    }

    /**
     * Looks whether a service could start as it is set, without starting it.
     *
     * @param variables of this process
     * @param secrets adds what the service adds to its environment
     * @param more makes of the settings what needs nobody else; what it throws is why the service could not start
     * @return why it could not start, a line for each problem; empty if nothing is wrong
     */
    public Optional<String> rehearse(
            Map<String, String> variables,
            Consumer<ConfigurableEnvironment> secrets,
            BiConsumer<T, ConfigurableEnvironment> more) {
        return rehearse(variables, List.of(), secrets, more);
    }

    /**
     * The same as it is set for a process that runs.
     *
     * @param arguments that it was started with
     */
    public Optional<String> rehearse(
            Map<String, String> variables,
            List<String> arguments,
            Consumer<ConfigurableEnvironment> secrets,
            BiConsumer<T, ConfigurableEnvironment> more) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        SetVariables.put(variables, environment);
        if (!arguments.isEmpty()) {
            environment
                    .getPropertySources()
                    .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        }
        try {
            requireYaml(environment);
            RandomValuePropertySource.addToEnvironment(environment);
            new SpringApplicationJsonEnvironmentPostProcessor()
                    .postProcessEnvironment(environment, new SpringApplication());
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
            secrets.accept(environment);
            check(environment);
            more.accept(Binder.get(environment).bindOrCreate(prefix, type), environment);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(StartFailures.inWords(e, null).orElseThrow(() -> e));
        }
    }

    /**
     * What variables say, wherever they are set: in the environment, in a file or as a reference.
     *
     * @return without those that are not set, or blank
     * @throws BadSettings naming those that refer to what is not set
     */
    public static Map<String, String> valuesOf(Collection<String> variables, Environment environment) {
        Map<String, String> values = new HashMap<>();
        List<SettingProblem> problems = new ArrayList<>();
        for (String variable : variables) {
            try {
                String value = environment.getProperty(variable, "");
                if (!value.isBlank()) {
                    values.put(variable, value);
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                problems.add(new SettingProblem(variable, 0, "", Unresolved.inWords("", e), ""));
            }
        }
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return values;
    }

    private void check(ConfigurableEnvironment environment) {
        new SettingsCheck(environment, prefix, type, path(environment)).require();
    }

    private Path path(Environment environment) {
        return Path.of(environment.getProperty("TOCSIN_CONFIG", "config"), file);
    }

    /** Spring's own words about YAML name no file, and quote what stands there. */
    private void requireYaml(Environment environment) {
        Path path = path(environment);
        if (Files.exists(path)) {
            YamlText.troubleWith(path).ifPresent(problem -> {
                throw new BadSettings(List.of(problem));
            });
        }
    }

    private final class BeforeItIsRead implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            ConfigurableEnvironment environment = event.getEnvironment();
            PropertySource<?> variables =
                    environment.getPropertySources().get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
            if (variables instanceof SystemEnvironmentPropertySource all) {
                SetVariables.put(all.getSource(), environment);
            }
            requireYaml(environment);
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }
}
