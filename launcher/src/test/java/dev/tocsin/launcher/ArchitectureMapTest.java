package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The package map of docs/ARCHITECTURE.md says of each package what the package says of itself. */
class ArchitectureMapTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\| (.*) \\|");
    private static final Pattern DOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("package ([\\w.]+);");

    @Test
    void namesEveryPackageAndWhatItHolds() throws IOException {
        // given
        Map<String, String> inDocument = new TreeMap<>();
        for (String line : Files.readAllLines(TOP.resolve("docs/ARCHITECTURE.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && row.group(1).contains(".")) {
                inDocument.put(row.group(1), row.group(2));
            }
        }

        // when
        Map<String, String> inSource = new TreeMap<>();
        for (Path file : packageInfos()) {
            String text = Files.readString(file);
            inSource.put(first(NAME, text), sentence(first(DOC, text)));
        }

        // then
        assertThat(inDocument).isEqualTo(inSource);
    }

    private static List<Path> packageInfos() throws IOException {
        try (Stream<Path> all = Files.walk(TOP)) {
            return all.filter(file -> file.endsWith("package-info.java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .toList();
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static String sentence(String javadoc) {
        return javadoc.replaceAll("\\s*\\*\\s*", " ")
                .replaceAll("\\s+", " ")
                .strip()
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link (?:[\\w.]*\\.)?(\\w+)}", "`$1`");
    }
}
