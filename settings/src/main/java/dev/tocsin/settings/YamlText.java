package dev.tocsin.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Whether a file is YAML as Spring reads it. */
final class YamlText {
    private YamlText() {}

    static Optional<SettingProblem> troubleWith(Path file) {
        if (Files.isDirectory(file)) {
            return Optional.of(new SettingProblem(file.toString(), 0, "", "is a folder", "it has to be a text file"));
        }
        try {
            new YamlPropertySourceLoader().load("settings", new FileSystemResource(file));
            return Optional.empty();
        } catch (DuplicateKeyException e) {
            return Optional.of(problem(file, e, "a key is here twice", "keep one of them"));
        } catch (MarkedYAMLException e) {
            // The library's own words may quote what stands there, and that may be a secret.
            return Optional.of(problem(file, e, "is no YAML from here on", "look at quotes, colons and indents"));
        } catch (YAMLException | IllegalStateException e) {
            return Optional.of(
                    new SettingProblem(file.toString(), 0, "", "is no YAML", "printable text only, name: value"));
        } catch (IOException e) {
            return Optional.of(new SettingProblem(
                    file.toString(),
                    0,
                    "",
                    "cannot be read: " + e.getClass().getSimpleName(),
                    "it has to be a text file"));
        }
    }

    private static SettingProblem problem(Path file, MarkedYAMLException e, String reason, String hint) {
        Mark mark = e.getProblemMark();
        return new SettingProblem(file.toString(), mark == null ? 0 : mark.getLine() + 1, "", reason, hint);
    }
}
