package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EcsFieldsTest {
    private static final List<String> PATHS =
            EcsFields.ALL.stream().map(EcsField::path).toList();

    @Test
    void noFieldIsAlsoAnObject() {
        for (String path : PATHS) {
            assertThat(PATHS).noneMatch(other -> other.startsWith(path + "."));
        }
    }

    @Test
    void fieldsOfOneObjectStandTogether() {
        Set<String> closed = new HashSet<>();
        List<String> open = List.of();
        for (String path : PATHS) {
            List<String> objects = objectsOf(path);
            for (String left : open) {
                if (!objects.contains(left)) {
                    closed.add(left);
                }
            }
            assertThat(objects).as(path).noneMatch(closed::contains);
            open = objects;
        }
    }

    @Test
    void eventIsTheLastObjectAndFlat() {
        int first = PATHS.indexOf(PATHS.stream()
                .filter(path -> path.startsWith("event."))
                .findFirst()
                .orElseThrow());

        assertThat(PATHS.subList(first, PATHS.size()))
                .allMatch(path -> path.startsWith("event.") && path.indexOf('.', 6) < 0)
                .contains("event.dataset")
                .doesNotContain("event.ingested");
    }

    private static List<String> objectsOf(String path) {
        List<String> objects = new ArrayList<>();
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            objects.add(path.substring(0, dot));
        }
        return objects;
    }
}
