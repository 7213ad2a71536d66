package dev.tocsin.elastic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashedProcessIT {
    @TempDir
    Path folder;

    @Test
    void endsWithItsHolderHoweverTheHolderWent() throws Exception {
        // given: a JVM of its own that holds a sleeping child
        Path pidFile = folder.resolve("pid");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(pidFile) && !Files.readString(pidFile).isBlank());
        ProcessHandle child = ProcessHandle.of(
                        Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow();
        assertThat(child.isAlive()).isTrue();

        // when
        holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        // then
        await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
    }

    /** PostgreSQL handles the signal that a terminal sends to a whole group, whatever it was started to ignore. */
    @Test
    void isOutOfReachOfTheTerminal() throws Exception {
        // given
        Path pidFile = folder.resolve("pid");
        try (LeashedProcess process = LeashedProcess.start(
                "grouped",
                List.of(
                        "/bin/sh",
                        "-c",
                        "ps -o pgid= -p $$ > " + pidFile + "; echo $$ >> " + pidFile + "; exec sleep 100"),
                Map.of(),
                folder.resolve("log"))) {
            await().until(() ->
                    Files.exists(pidFile) && Files.readAllLines(pidFile).size() == 2);

            // then
            List<String> groupAndId = Files.readAllLines(pidFile);
            assertThat(groupAndId.get(0).strip())
                    .isEqualTo(groupAndId.get(1).strip())
                    .isNotEqualTo(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void tellsTheExitCodeOfItsChild() throws Exception {
        LeashedProcess process = LeashedProcess.start(
                "false", List.of("/bin/sh", "-c", "echo said; exit 7"), Map.of(), folder.resolve("log"));
        assertThat(process.onExit().get(10, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(process.lastLogLines(5)).containsExactly("said");
    }

    @Test
    void aVariableThatIsEmptyIsTakenOutOfWhatItInherits() throws Exception {
        LeashedProcess process = LeashedProcess.start(
                "env",
                List.of("/bin/sh", "-c", "echo home ${HOME-none} said ${SAID-none}"),
                Map.of("HOME", "", "SAID", "yes"),
                folder.resolve("log"));

        process.onExit().join();

        assertThat(process.lastLogLines(5)).containsExactly("home none said yes");
    }

    @Test
    void killsWhatDoesNotWantToEnd() throws Exception {
        // given
        Path pidFile = folder.resolve("pid");
        LeashedProcess process = LeashedProcess.start(
                "stubborn",
                List.of("/bin/sh", "-c", "trap '' TERM; echo $$ > " + pidFile + "; while :; do sleep 1; done"),
                Map.of(),
                folder.resolve("log"));
        await().until(() -> Files.exists(pidFile) && !Files.readString(pidFile).isBlank());
        long pid = Long.parseLong(Files.readString(pidFile).strip());

        // when
        boolean byItself = process.stop(Duration.ofSeconds(1));

        // then
        assertThat(byItself).isFalse();
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    /** Starts a child on a leash and waits for ever. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            LeashedProcess held = LeashedProcess.start(
                    "sleeper",
                    List.of("/bin/sh", "-c", "echo $$ > " + folder.resolve("pid") + "; exec sleep 1000"),
                    Map.of(),
                    folder.resolve("log"));
            held.onExit().get();
        }
    }
}
