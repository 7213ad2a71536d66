package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script ./tocsin in a checkout where Maven and Java are scripts that say what they were called with. */
class TocsinScriptIT {
    private static final List<String> APPLICATIONS =
            List.of("launcher", "ingest-service", "alert-engine", "examples/shop", "benchmarks");
    private static final List<String> OTHERS =
            List.of("access", "saved-query", "elastic-link", "settings", "examples/fake-slack");

    @TempDir
    Path temporary;

    private Path home;

    /** What the script printed, and how it ended. */
    private record Outcome(int code, String said) {}

    @BeforeEach
    void makeACheckout() throws IOException {
        home = Files.createDirectories(temporary.resolve("a checkout"));
        Files.copy(Path.of("..", "tocsin"), home.resolve("tocsin"));
        write("pom.xml", "<project>\n  <version>9.9</version>\n</project>\n");
        write("index-templates/a.json", "{}");
        write(".mvn/jdk.sh", "JAVA_HOME='" + home + "/jdk'; tocsin_jdk_found=$JAVA_HOME; tocsin_jdk_looked=''\n");
        program("jdk/bin/java", "while [ \"$1\" != -jar ]; do shift; done; echo \"java $*\"\n");
        program("mvnw", """
                echo '[INFO] Building Tocsin launcher 9.9   [7/9]'
                [ ! -f break ] || { echo '[ERROR] it is broken'; exit 1; }
                for p in %s; do
                  mkdir -p $p/target; date >$p/target/${p##*/}-9.9.jar; date >$p/target/${p##*/}-9.9-app.jar
                done
                for p in %s; do mkdir -p $p/target; date >$p/target/${p##*/}-9.9.jar; done
                echo build >>builds
                """.formatted(String.join(" ", APPLICATIONS), String.join(" ", OTHERS)));
        for (String module : List.of("launcher", "ingest-service", "saved-query")) {
            write(module + "/src/main/java/A.java", "class A {}");
            write(module + "/src/test/java/ATest.java", "class ATest {}");
        }
    }

    @Test
    void buildsWhatIsNotBuiltOnceAndPassesTheArgumentsOn() throws Exception {
        // when
        Outcome first = tocsin(Map.of(), "up", "--data", "a folder");
        Outcome second = tocsin(Map.of(), "up");

        // then
        assertThat(first.said())
                .contains("Building Tocsin (launcher is not built)", "Built in ")
                .endsWith("java -jar " + home + "/launcher/target/launcher-9.9-app.jar up --data a folder\n");
        assertThat(second.said()).startsWith("java -jar");
        assertThat(builds()).isEqualTo(1);
        assertThat(home.resolve("target/tocsin-build.lock")).doesNotExist();
    }

    @Test
    void buildsAgainWhenASourceIsNewerButNotForATestOrForStatus() throws Exception {
        // given
        tocsin(Map.of(), "up");
        touch("saved-query/src/test/java/ATest.java");
        touch("launcher/RATIONALE.md");
        assertThat(tocsin(Map.of(), "up").said()).doesNotContain("Building");

        // when
        touch("saved-query/src/main/java/A.java");

        // then
        assertThat(tocsin(Map.of(), "status").said()).doesNotContain("Building");
        assertThat(tocsin(Map.of("TOCSIN_BUILD", "never"), "up").said()).doesNotContain("Building");
        assertThat(tocsin(Map.of(), "up").said())
                .contains("Building Tocsin (saved-query/src/main/java/A.java is newer than the build)");
        assertThat(builds()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--help,                        tocsin",
        "-h,                            tocsin",
        "help,                          tocsin",
        "help up,                       up",
        "up --help,                     up",
        "up --data some/where -h,       up",
        "templates --help,              templates",
        "templates install --help,      templates-install",
        "help templates install,        templates-install",
        "templates help install,        templates-install",
        "templates help,                templates",
        "help --help,                   help",
        "bench --help,                  bench"
    })
    void helpIsThereAtOnceWithoutABuildAndWithoutAJdk(String arguments, String text) throws Exception {
        // given
        for (String name : List.of("tocsin", "up", "templates", "templates-install", "bench", "help")) {
            write("launcher/help/" + name + ".txt", "help of " + name + "\n");
        }
        write(".mvn/jdk.sh", "tocsin_jdk_found=''; tocsin_jdk_looked=''\n");

        // when
        Outcome help = tocsin(Map.of(), arguments.split(" "));

        // then
        assertThat(help).isEqualTo(new Outcome(0, "help of " + text + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help templates instal", "templates help instal", "help ../../up", "kql help"})
    void helpOnWhatIsNoCommandIsTheLaunchersAffair(String arguments) throws Exception {
        for (String name : List.of("up", "kql", "templates", "templates-install")) {
            write("launcher/help/" + name + ".txt", "help of " + name + "\n");
        }

        assertThat(tocsin(Map.of(), arguments.split(" ")).said()).endsWith("-app.jar " + arguments + "\n");
    }

    @Test
    void withoutArgumentsItSaysWhatItCanDoAndThatThisWasNothing() throws Exception {
        write("launcher/help/tocsin.txt", "help\n");

        assertThat(tocsin(Map.of())).isEqualTo(new Outcome(2, "help\n"));
    }

    @Test
    void aBenchmarkGetsItsOwnHelpAndAnUnknownCommandGetsTheLauncher() throws Exception {
        write("launcher/help/bench.txt", "help of bench\n");

        assertThat(tocsin(Map.of(), "bench", "kql", "--help").said()).endsWith("bench kql --help\n");
        assertThat(tocsin(Map.of(), "upp", "--help").said()).endsWith("upp --help\n");
    }

    @Test
    void versionDoesNotBuild() throws Exception {
        assertThat(tocsin(Map.of(), "version")).isEqualTo(new Outcome(0, "tocsin 9.9, not built yet\n"));
        tocsin(Map.of(), "up");
        assertThat(tocsin(Map.of(), "--version").said()).startsWith("java -jar").endsWith("--version\n");
    }

    @Test
    void aBuildThatFailedIsToldAndTriedAgain() throws Exception {
        // given
        tocsin(Map.of(), "up");
        touch("launcher/src/main/java/A.java");
        write("break", "");

        // when
        Outcome broken = tocsin(Map.of(), "up");

        // then
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.said())
                .contains("[ERROR] it is broken", "the build failed")
                .doesNotContain("java -jar");
        assertThat(home.resolve("target/tocsin-build.lock")).doesNotExist();

        // when
        Files.delete(home.resolve("break"));

        // then
        assertThat(tocsin(Map.of(), "up").said()).contains("the last build was not finished", "java -jar");
    }

    @Test
    void aLockOfSomebodyWhoIsGoneIsTakenAway() throws Exception {
        // given
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        write("target/tocsin-build.lock/pid", Long.toString(gone.pid()));

        // then
        assertThat(tocsin(Map.of(), "up").said()).contains("Built in ");
    }

    @Test
    void ofTwoAtTheSameTimeOneBuilds() throws Exception {
        // when
        Process one = start(Map.of(), "up");
        Process other = start(Map.of(), "up");

        // then
        assertThat(outcome(one).code()).isZero();
        assertThat(outcome(other).code()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void isFoundThroughSymbolicLinksFromAnyFolder() throws Exception {
        // given
        Path bin = Files.createDirectories(temporary.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("inner"), Path.of("..", "a checkout", "tocsin"));
        Files.createSymbolicLink(bin.resolve("toc"), Path.of("inner"));

        // when
        Process process = new ProcessBuilder(bin.resolve("toc").toString(), "up")
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();

        // then
        assertThat(outcome(process).said()).contains("java -jar " + home.toRealPath() + "/launcher/target");
    }

    private Outcome tocsin(Map<String, String> environment, String... arguments) throws Exception {
        return outcome(start(environment, arguments));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(
                List.of("/bin/sh", home.resolve("tocsin").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("TOCSIN_BUILD");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Outcome outcome(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), said);
    }

    private long builds() throws IOException {
        return Files.readAllLines(home.resolve("builds")).size();
    }

    private void write(String path, String text) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        // Older than what will be built, however coarse the clock of the file system is.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }

    private void touch(String path) throws IOException {
        write(path, "changed");
        Files.setLastModifiedTime(
                home.resolve(path), FileTime.from(Instant.now().plusSeconds(60)));
    }

    private void program(String path, String script) throws IOException {
        write(path, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(home.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
