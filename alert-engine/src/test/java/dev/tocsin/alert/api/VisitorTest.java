package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "on-call, alice, alice (token on-call)",
                "on-call, -, token on-call",
                "on-call, '  ', token on-call",
                "on-call, 'alice (token admin)', alice (token admin) (token on-call)",
                "-, alice, alice",
                "-, -, somebody",
            })
    void theTokenThatIsKnownSignsWhateverIsClaimed(@Nullable String token, @Nullable String claimed, String signature) {
        assertThat(Visitor.signature(new Visitor(token), claimed)).isEqualTo(signature);
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "5000, 100"})
    void aClaimIsOneShortLine(int length, int kept) {
        String claimed = "x\n2026-11-25 INFO forged " + "y".repeat(length);

        String signature = Visitor.signature(new Visitor("on-call"), claimed);

        assertThat(signature).doesNotContain("\n").endsWith(" (token on-call)").hasSizeLessThan(130 + kept);
    }
}
