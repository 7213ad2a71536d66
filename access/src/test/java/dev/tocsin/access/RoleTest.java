package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {
    @ParameterizedTest
    @CsvSource({
        "viewer, false, true, false, false",
        "editor, false, true, true, false",
        "admin, true, true, true, true",
        "ship, true, false, false, false",
    })
    void mayWhatItIsFor(String word, boolean ship, boolean read, boolean operate, boolean administer) {
        Role role = Role.of(word).orElseThrow();

        assertThat(role.may(Right.SHIP)).isEqualTo(ship);
        assertThat(role.may(Right.READ)).isEqualTo(read);
        assertThat(role.may(Right.OPERATE)).isEqualTo(operate);
        assertThat(role.may(Right.ADMINISTER)).isEqualTo(administer);
    }

    @Test
    void whoIsRefusedIsToldWhatItTakes() {
        Caller viewer = new Caller("wall", Role.VIEWER, Streams.ALL);

        assertThat(viewer.lacks(Right.OPERATE))
                .isEqualTo("the token 'wall' has the role viewer; this needs editor or admin");
        assertThat(viewer.mayWrite("logs-shop-tocsin")).isFalse();
    }
}
