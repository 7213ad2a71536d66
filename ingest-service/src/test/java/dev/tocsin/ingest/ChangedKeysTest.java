package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedKeysTest {
    /** Public, as settings are. */
    public record Outer(String name, Inner maxThings, List<String> some) {}

    /** Public, as settings are. */
    public record Inner(int count, boolean isOn) {}

    @Test
    void areNamedAsFilesWriteThem() {
        Outer before = new Outer("a", new Inner(1, true), List.of("x"));

        assertThat(ChangedKeys.between(before, new Outer("a", new Inner(2, true), List.of("y")), "top"))
                .containsExactly("top.max-things.count", "top.some");
        assertThat(ChangedKeys.between(before, before, "top")).isEmpty();
    }
}
