package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.ConfigProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Channels for tests, read from channels.yml as the engine reads them. */
public final class ChannelConfigs {
    private ChannelConfigs() {}

    public static Channel channel(ChannelFactory factory, Map<String, String> environment, String yaml) {
        NotificationConfig config = read(factory, environment, yaml);
        assertThat(config.problems()).extracting(ConfigProblem::inWords).isEmpty();
        assertThat(config.channels()).hasSize(1);
        return config.channels().getFirst();
    }

    /** What is wrong with it, in words. */
    public static List<String> problems(ChannelFactory factory, Map<String, String> environment, String yaml) {
        NotificationConfig config = read(factory, environment, yaml);
        if (config.problems().stream().anyMatch(problem -> !problem.reason().equals("unknown key"))) {
            assertThat(config.channels())
                    .as("a channel that is wrong is not used")
                    .isEmpty();
        }
        return config.problems().stream().map(ConfigProblem::inWords).toList();
    }

    private static NotificationConfig read(ChannelFactory factory, Map<String, String> environment, String yaml) {
        try {
            Path folder = Files.createTempDirectory("channels");
            try {
                Files.writeString(folder.resolve("channels.yml"), yaml);
                return NotificationConfig.load(folder, environment, List.of(factory));
            } finally {
                Files.delete(folder.resolve("channels.yml"));
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
