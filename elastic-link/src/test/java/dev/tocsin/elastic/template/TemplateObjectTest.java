package dev.tocsin.elastic.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.testing.SecuredElasticsearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TemplateObjectTest {
    private static final Path FOLDER = Path.of("..", "index-templates");

    @Test
    void knowsEveryFileOfTheFolder() throws IOException {
        assertThat(TemplateObject.ALL)
                .extracting(TemplateObject::path)
                .containsExactlyInAnyOrderElementsOf(
                        files().filter(file -> !file.startsWith("/roles/")).toList());
    }

    @Test
    void everyRoleOfTheFolderIsTried() throws IOException {
        assertThat(files().filter(file -> file.startsWith("/roles/")).map(file -> file.substring("/roles/".length())))
                .containsExactlyInAnyOrderElementsOf(SecuredElasticsearch.ROLES);
    }

    private static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .map(file -> "/" + FOLDER.relativize(file).toString().replace(".json", ""))
                    .toList()
                    .stream();
        }
    }

    @Test
    void everyObjectIsMarkedAsOursAndHasAVersion() {
        for (TemplateObject object : TemplateObject.ALL) {
            assertThat(object.body().getJsonObject("_meta").getString("managed_by"))
                    .as(object.name())
                    .isEqualTo("tocsin");
            assertThat(object.body().getInt("version")).as(object.name()).isPositive();
        }
    }

    @Test
    void theFailureStoreOptionIsLeftOutBefore91() {
        TemplateObject failureStore = TemplateObject.ALL.get(2);
        assertThat(failureStore.isFor("9.0.4")).isFalse();
        assertThat(failureStore.isFor("9.1.0")).isTrue();
        assertThat(failureStore.isFor("9.5.3")).isTrue();
    }
}
