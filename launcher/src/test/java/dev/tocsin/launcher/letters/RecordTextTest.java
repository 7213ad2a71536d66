package dev.tocsin.launcher.letters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Records that anybody may have sent, for a terminal. */
class RecordTextTest {
    @Test
    void thePlaceIsMarkedByCharactersThoughItIsCountedInBytes() {
        assertThat(RecordText.place("{\"ü€😀\": oops}", "broken JSON at byte 14", 75))
                .containsExactly("{\"ü€😀\": oops}", "        ^ byte 14");
    }

    @Test
    void ofALongRecordThePieceAroundThePlaceIsShown() {
        String record = "x".repeat(100) + "!" + "y".repeat(100);

        assertThat(RecordText.place(record, "at byte 100", 60))
                .containsExactly("..." + "x".repeat(40) + "!" + "y".repeat(13) + "...", " ".repeat(43) + "^ byte 100")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void thePlaceMayBeTheEnd() {
        assertThat(RecordText.place("{\"a\":", "ends too early at byte 5", 75))
                .containsExactly("{\"a\":", "     ^ byte 5");
    }

    @Test
    void aPlaceThatIsNotThereIsNotMarked() {
        assertThat(RecordText.place("{}", "not JSON", 75)).isEmpty();
        assertThat(RecordText.place("{}", "broken at byte 700", 75))
                .as("the record was cut")
                .isEmpty();
    }

    @Test
    void whatATerminalWouldObeyIsVisible() {
        assertThat(RecordText.pretty("a\u001b[2J\u202eb\nc")).containsExactly("a.[2J.b", "c");
        assertThat(RecordText.place("\u001b[2J\nx", "at byte 5", 75)).containsExactly(".[2J x", "     ^ byte 5");
        assertThat(RecordText.pretty("{\"a\":\"\u202eb\"}")).noneMatch(line -> line.contains("\u202e"));
    }

    @Test
    void whatIsNoJsonIsShownAsItIs() {
        assertThat(RecordText.pretty("{\"a\": 1,")).containsExactly("{\"a\": 1,");
        assertThat(RecordText.pretty("{} and more")).containsExactly("{} and more");
        assertThat(RecordText.pretty("[".repeat(100_000)))
                .singleElement()
                .asString()
                .startsWith("[[[");
        assertThat(RecordText.pretty("")).isEmpty();
    }
}
