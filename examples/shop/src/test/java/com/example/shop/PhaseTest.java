package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTest {
    private final Phase ordinary = Phase.day(ShopOptions.parse(List.of("--ordinary", "10", "--visits", "40")))
            .getFirst();

    @Test
    void aDayIsBusiestInTheMiddleAndNobodyIsLeftOut() {
        // when
        int morning = ordinary.visitsAfter(Duration.ofSeconds(3));
        int noon = ordinary.visitsAfter(Duration.ofMillis(6_500)) - ordinary.visitsAfter(Duration.ofMillis(3_500));
        int all = ordinary.visitsAfter(Duration.ofSeconds(60));

        // then
        assertThat(noon).isGreaterThan(morning * 4 / 3);
        assertThat(all).isEqualTo(400);
        assertThat(ordinary.visitsAfter(Duration.ZERO)).isZero();
    }

    @Test
    void theEndOfStdinClosesTheShopAfterWhatWasSaidBefore() throws InterruptedException {
        // given
        Instructions instructions =
                Instructions.readFrom(new ByteArrayInputStream("what?\n".getBytes(StandardCharsets.UTF_8)));

        // then
        assertThat(instructions.within(Duration.ofSeconds(5))).isEqualTo(Instructions.Instruction.CLOSE);
    }

    @Test
    void optionsSayWhatIsWrongWithThem() {
        assertThatThrownBy(() -> ShopOptions.parse(List.of("--visits", "many")))
                .hasMessage("--visits wants a number, not many");
        assertThatThrownBy(() -> ShopOptions.parse(List.of("--visits"))).hasMessage("no value after --visits");
        assertThatThrownBy(() -> ShopOptions.parse(List.of("--nights", "2"))).hasMessage("unknown option --nights");
    }
}
