package dev.tocsin.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        // given
        Table table = new Table().row("a", "bb", "c").row("long", "b", "");

        // then
        assertThat(table.lines()).containsExactly("  a     bb  c", "  long  b");
    }

    @Test
    void whatDoesNotFitInto80ColumnsIsCut() {
        // given
        Table table = new Table().row("name", "x".repeat(100));

        // then
        assertThat(table.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).hasSize(79).endsWith("x..."));
    }
}
