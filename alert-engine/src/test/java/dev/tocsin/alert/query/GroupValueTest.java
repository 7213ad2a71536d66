package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupValueTest {
    @Test
    void whatIsNotLongStaysAsItIs() {
        String value = "x".repeat(GroupValue.MOST_CHARACTERS);

        assertThat(GroupValue.of(value)).isEqualTo(value);
        assertThat(GroupValue.beginningOf(value)).isEmpty();
    }

    @Test
    void twoLongValuesWithOneBeginningStayTwo() {
        String beginning = "x".repeat(GroupValue.MOST_CHARACTERS);

        String one = GroupValue.of(beginning + "one");

        assertThat(one).hasSize(GroupValue.MOST_CHARACTERS + 18).isNotEqualTo(GroupValue.of(beginning + "two"));
        assertThat(GroupValue.beginningOf(one)).contains(beginning);
    }

    @Test
    void aCharacterOfTwoHalvesIsNotCutInTheMiddle() {
        String beginning = "x".repeat(GroupValue.MOST_CHARACTERS - 1);

        assertThat(GroupValue.beginningOf(GroupValue.of(beginning + "\uD83D\uDE00 and more")))
                .contains(beginning);
    }
}
