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

    @Test
    void theFirstColumnGivesWayToTheOthers() {
        // given
        Table table = new Table().row("t".repeat(50), "id", "where").row("short", "id", "where");

        // then
        assertThat(table.linesWithin(60)).first().isEqualTo("  " + "t".repeat(43) + "...  id  where");
        assertThat(table.linesWithin(80)).first().isEqualTo("  " + "t".repeat(50) + "  id  where");
        assertThat(table.linesWithin(80).get(1)).isEqualTo("  short" + " ".repeat(45) + "  id  where");
    }

    @Test
    void theLastColumnIsCutWhereTheTerminalEnds() {
        Table table = new Table().row("t".repeat(50), "id", "where it was");

        assertThat(table.linesCutAt(64)).containsExactly("  " + "t".repeat(50) + "  id  wh...");
        assertThat(table.linesCutAt(200)).containsExactly("  " + "t".repeat(50) + "  id  where it was");
    }

    @Test
    void onlySoFarThatItCanStillBeReadAndThenTheEndIsCut() {
        assertThat(new Table().row("t".repeat(20), "x".repeat(60)).linesWithin(40))
                .containsExactly("  " + "t".repeat(9) + "...  " + "x".repeat(20) + "...");
        assertThat(new Table().row("t", "x".repeat(60)).linesWithin(40))
                .containsExactly("  t  " + "x".repeat(31) + "...");
    }
}
