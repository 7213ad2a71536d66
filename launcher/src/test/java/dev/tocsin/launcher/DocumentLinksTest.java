package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links between the documents lead to something. */
class DocumentLinksTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CONTRIBUTING.md",
                "docs/OPERATIONS.md",
                "docs/SCALE-OUT.md",
                "docs/CHANNELS.md",
                "docs/ARCHITECTURE.md",
                "docs/METRICS.md"
            })
    void leadToAFileAndToAHeadingInIt(String document) throws IOException {
        Path file = TOP.resolve(document);
        Matcher link = LINK.matcher(Files.readString(file));
        while (link.find()) {
            String target = link.group(1);
            if (target.startsWith("http")) {
                continue;
            }
            String[] parts = target.split("#", 2);
            Path to = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]);
            assertThat(to).as("%s links to %s", document, target).exists();
            if (parts.length == 2) {
                assertThat(anchors(to)).as("%s links to %s", document, target).contains(parts[1]);
            }
        }
    }

    /** As GitHub makes them. */
    private static List<String> anchors(Path file) throws IOException {
        return HEADING.matcher(Files.readString(file))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
