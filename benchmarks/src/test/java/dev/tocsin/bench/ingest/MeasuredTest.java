package dev.tocsin.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    @Test
    void aDocumentTooManyIsAsWrongAsOneTooFew() {
        assertThat(arrived(9).missing()).isEqualTo(1);
        assertThat(arrived(10).missing()).isZero();
        assertThat(arrived(11).missing()).isEqualTo(1);
    }

    private static Measured arrived(long documents) {
        return new Measured(10, documents, 1_000, Map.of());
    }
}
