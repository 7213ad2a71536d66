package dev.tocsin.alert.notify.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutgoingUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://hooks.slack.com/services/T/B/x | true",
                "http://127.0.0.1:8065/services/T/B/x | true",
                "http://localhost:8065/services/T/B/x | true",
                "http://[::1]:8065/services/T/B/x | true",
                "http://hooks.slack.com/services/T/B/x | false",
                "http://127.0.0.1.evil.example/x | false",
                "http://10.0.0.1/x | false",
                "https://user:secret@hooks.slack.com/x | false",
                "https://0x7f.1/x | false",
                "https://2130706433/x | false",
                "https://hooks.slack.com./x | false",
                "https://exämple.com/x | false",
                "https://hooks.slack.com%00.evil.example/x | false",
                "file:///etc/passwd | false",
                "hooks.slack.com/services/x | false",
                "ht tp | false"
            })
    void takesHttpsOrThisMachine(String url, boolean taken) {
        assertThat(OutgoingUrl.troubleWith(url, Plain.THIS_MACHINE).isEmpty()).isEqualTo(taken);
    }

    @Test
    void showsNoWebhook() {
        assertThat(OutgoingUrl.of("https://hooks.slack.com/services/T0/B0/s3cret", Plain.THIS_MACHINE))
                .hasToString("an address at hooks.slack.com");
    }

    @ParameterizedTest
    @CsvSource({
        "http://alerts.example.com:9093, true",
        "http://10.0.0.1/x, true",
        "https://alerts.example.com, true",
        "ftp://alerts.example.com, false",
        "http://user@10.0.0.1/x, false"
    })
    void takesHttpWhereNetworksOfOnesOwnWillDo(String url, boolean taken) {
        assertThat(OutgoingUrl.troubleWith(url, Plain.OWN_NETWORKS).isEmpty()).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, https://a.example/api/v2/alerts",
        "https://a.example/, https://a.example/api/v2/alerts",
        "https://a.example/am/, https://a.example/am/api/v2/alerts"
    })
    void findsAPathBelow(String url, String below) {
        assertThat(OutgoingUrl.of(url, Plain.OWN_NETWORKS)
                        .below("/api/v2/alerts")
                        .uri())
                .hasToString(below);
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com/services/T0/s3cret, at /services/T0/s3cret., at /….",
        "https://hooks.example.com/in?key=s3cret, at /in?key=s3cret., at /…?/….",
        "https://hooks.example.com, nothing here, nothing here",
        "https://hooks.example.com/, a/b, a/b"
    })
    void masksWhatIsSecretInAnAddress(String url, String text, String shown) {
        assertThat(OutgoingUrl.of(url, Plain.THIS_MACHINE).masked(text)).isEqualTo(shown);
    }
}
