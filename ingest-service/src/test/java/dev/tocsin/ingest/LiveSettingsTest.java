package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveSettingsTest {
    private static final Outer BEFORE = new Outer("a", 5_170, new Inner(10, true), List.of("x"), new Inner(1, true));

    /** Public, as settings are. */
    public record Outer(
            String folder,
            int port,
            Inner door,
            @Live List<String> rules,
            @Live Inner whole) {
        public Outer {
            if (port < door.most()) {
                throw new IllegalArgumentException("most is at most the port");
            }
        }
    }

    /** Public, as settings are. */
    public record Inner(@Live int most, boolean isOn) {}

    @Test
    void whatIsLiveIsTakenAndNothingElse() {
        Outer written = new Outer("b", 99, new Inner(20, false), List.of("y"), new Inner(2, false));

        Outer inForce = LiveSettings.taken(BEFORE, written);

        assertThat(inForce).isEqualTo(new Outer("a", 5_170, new Inner(20, true), List.of("y"), new Inner(2, false)));
        assertThat(ChangedKeys.between(inForce, written, "top"))
                .as("what is left needs a restart")
                .containsExactly("top.folder", "top.port", "top.door.is-on");
    }

    @Test
    void whatIsTheSameStaysTheSame() {
        assertThat(LiveSettings.taken(BEFORE, BEFORE)).isEqualTo(BEFORE);
    }

    @Test
    void whatDoesNotFitToWhatStaysIsRefused() {
        Outer written = new Outer("a", 6_000, new Inner(5_500, true), List.of(), new Inner(1, true));

        assertThatThrownBy(() -> LiveSettings.taken(BEFORE, written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("most is at most the port");
    }
}
