package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.notify.OutgoingRule;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialsTest {
    @TempDir
    Path folder;

    private NotificationConfig config(List<String> allowed) {
        return NotificationConfig.load(
                        folder,
                        Map.of("SLACK_WEBHOOK_URL", "http://127.0.0.1:9/services/T0/B0/x"),
                        ChannelTypes.all(DiscoverLinks.none(), OutgoingRule.allowing(allowed), InstantSource.system()))
                .lookedAhead();
    }

    @Test
    void aChannelThatOutgoingRulesRefuseIsTroubleBeforeTheFirstAlarmAndNoOtherTryHelpsIt() {
        NotificationConfig config = config(List.of());

        assertThat(config.warnings())
                .singleElement()
                .asString()
                .startsWith("the channel 'slack' will not deliver anything: 127.0.0.1 is in a network")
                .contains("TOCSIN_OUTGOING_ALLOW")
                .doesNotContain("services");
        assertThat(new Trials(config::channels, InstantSource.system()).send("slack", "anna"))
                .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Refused.class));
        assertThat(config(List.of("127.0.0.1")).warnings()).isEmpty();
    }
}
