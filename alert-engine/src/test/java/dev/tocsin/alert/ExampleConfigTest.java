package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.AnnotationCheck;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.RoutesFile;
import dev.tocsin.alert.rule.Problem;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.rule.RuleFiles;
import dev.tocsin.alert.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/** The files in {@code config} are what they say they are. */
class ExampleConfigTest {
    private static final Path CONFIG = Path.of("..", "config");

    @Test
    void theExampleRulesHaveNoProblem(@TempDir Path folder) throws IOException {
        for (String kind : List.of("rules", "queries", "lists")) {
            Path copies = Files.createDirectory(folder.resolve(kind));
            try (Stream<Path> files = Files.list(CONFIG.resolve(kind))) {
                for (Path file : files.filter(file -> file.toString().endsWith(".example"))
                        .toList()) {
                    Files.copy(
                            file, copies.resolve(file.getFileName().toString().replace(".example", "")));
                }
            }
        }
        Files.copy(CONFIG.resolve("calendars.yml"), folder.resolve("calendars.yml"));

        RuleSet set = RuleFiles.read(
                folder.resolve("rules"), new RuleDefaults(Duration.ofSeconds(15), new AnnotationCheck()));

        assertThat(set.problems()).extracting(Problem::inWords).isEmpty();
        assertThat(set.rules()).hasSize(5);
    }

    @Test
    void theExampleRoutesHaveNoProblemOnceTheyAreActive(@TempDir Path folder) throws IOException {
        String text = Files.readString(CONFIG.resolve("routes.yml")).replaceAll("(?m)^#(?=[A-Za-z-]+:|  )", "");

        RoutesFile.Reading reading = RoutesFile.read(
                Files.writeString(folder.resolve("routes.yml"), text), List.of("slack-shop", "slack-payments"));

        assertThat(reading.problems()).extracting(ConfigProblem::inWords).isEmpty();
        assertThat(reading.doubts()).extracting(ConfigProblem::inWords).isEmpty();
        assertThat(reading.routes().timeIntervals()).isNotEmpty();
        assertThat(reading.routes().inhibitions()).isNotEmpty();
    }

    @Test
    void theExampleSettingsAreWhatHoldsWithoutThem() throws IOException {
        List<PropertySource<?>> sources =
                new YamlPropertySourceLoader().load("engine", new FileSystemResource(CONFIG.resolve("engine.yml")));
        EngineSettings written = new Binder(ConfigurationPropertySources.from(sources))
                .bindOrCreate("tocsin.engine", EngineSettings.class);
        EngineSettings without = new Binder().bindOrCreate("tocsin.engine", EngineSettings.class);

        assertThat(written).isEqualTo(without);
        assertThat(sources).hasSize(1);
    }
}
