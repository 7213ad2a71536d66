package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagedTest {
    @Test
    void whatFitsHasNoNext() {
        assertThat(Paged.of(List.of("a", "b"), 2, one -> one).next()).isNull();
    }

    @Test
    void theLastOneShownIsWhereItGoesOn() {
        Paged<String> page = Paged.of(List.of("a", "b", "c"), 2, one -> one);

        assertThat(page.items()).containsExactly("a", "b");
        assertThat(page.next()).isEqualTo("b");
    }

    @Test
    void aPlaceIsReadAsItWasWrittenAndSaysNothingToWhoReadsIt() {
        Place list = new Place("rules", 2);

        String place = list.sealed("checkout", "späß");

        assertThat(place).matches("[A-Za-z0-9_-]+").doesNotContain("checkout");
        assertThat(list.opened(place)).containsExactly("checkout", "späß");
        assertThatIllegalArgumentException().isThrownBy(() -> new Place("alerts", 2).opened(place));
        assertThatIllegalArgumentException().isThrownBy(() -> new Place("rules", 4).opened(place));
        assertThatIllegalArgumentException().isThrownBy(() -> list.opened(list.sealed("checkout", "a\0b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "cnVsZXM", "checkout", "2026-11-23T10:05:00Z"})
    void whatIsNoPlaceIsRefusedWithAHint(String after) {
        Place list = new Place("rules", 1);

        assertThatThrownBy(() -> Paged.read(after, place -> place.map(list::opened)))
                .isInstanceOfSatisfying(BadRequest.class, refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused).hasMessage("after is no place in this list");
                    assertThat(refused.hint()).contains("next");
                });
    }
}
