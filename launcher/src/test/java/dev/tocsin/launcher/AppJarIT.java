package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as it is shipped, which has no test's libraries: commands that need some. */
class AppJarIT {
    @TempDir
    private Path config;

    @Test
    void tokensAreMadeAndListed() throws Exception {
        assertThat(run("token", "new", "grafana", "--role", "viewer")).contains("Authorization: Bearer");
        assertThat(run("token", "list")).contains("grafana", "viewer", "for ever");
    }

    @Test
    void rulesAreRead() throws Exception {
        Files.writeString(Files.createDirectories(config.resolve("rules")).resolve("calm.yml"), """
                rule: calm
                query: {service: nobody, kql: 'log.level: ERROR'}
                condition: {count: hits, threshold: {above: 10}}
                window: 1m
                every: 1m
                """);

        assertThat(run("rules", "lint", "--offline")).contains("1 rule can run");
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                StandInService.appJar("launcher").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TOCSIN_CONFIG", config.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
