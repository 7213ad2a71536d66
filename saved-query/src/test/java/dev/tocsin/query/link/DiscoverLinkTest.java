package dev.tocsin.query.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.query.Vectors;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DiscoverLinkTest {
    private static final JsonObject RECORDED = Vectors.read("kibana_deeplinks.json");

    static Stream<Arguments> links() {
        return RECORDED.getJsonArray("links").getValuesAs(JsonObject.class).stream()
                .map(vector -> Arguments.argumentSet(vector.getString("name"), vector));
    }

    static Stream<Arguments> values() {
        return RECORDED.getJsonArray("rison").getValuesAs(JsonObject.class).stream()
                .map(vector -> Arguments.argumentSet(vector.getValue("/value").toString(), vector));
    }

    @ParameterizedTest
    @MethodSource("links")
    void makesTheUrlsThatKibanaMakes(JsonObject vector) {
        DiscoverLink link = DiscoverLink.of("", null, vector.getJsonObject("locatorParams"));

        assertThat(link.redirectUrl()).isEqualTo(vector.getString("redirectPath"));
        assertThat(link.discoverUrl())
                .isEqualTo(java.util.Optional.ofNullable(vector.getJsonString("discoverPath"))
                        .map(JsonString::getString));
    }

    @ParameterizedTest
    @MethodSource("links")
    void encodesThePagesStateAsKibanaDoes(JsonObject vector) {
        assertThat(Rison.encode(vector.getJsonObject("_g"))).isEqualTo(vector.getString("rison_g"));
        if (vector.containsKey("rison_a")) {
            assertThat(Rison.encode(vector.getJsonObject("_a"))).isEqualTo(vector.getString("rison_a"));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void encodesEachValueAsKibanaDoes(JsonObject vector) {
        assertThat(Rison.encode(vector.getValue("/value"))).isEqualTo(vector.getString("rison"));
    }

    @Test
    void buildsTheSameLinkFromItsParts() {
        // given
        JsonObject vector = RECORDED.getJsonArray("links").getJsonObject(1);

        // when
        DiscoverLink link = DiscoverLink.to("https://kibana.example.com/base/")
                .space("shop")
                .sort("@timestamp", true)
                .columns(List.of("service.name", "message"))
                .between(Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-01-02T03:09:05Z"))
                .kql("message: \"it's 100% broken!\" and a:(b or c)")
                .dataView("acme-logs")
                .build();

        // then
        String root = "https://kibana.example.com/base/s/shop";
        assertThat(link.redirectUrl()).isEqualTo(root + vector.getString("redirectPath"));
        assertThat(link.discoverUrl()).contains(root + vector.getString("discoverPath"));
    }

    @Test
    void carriesAnAdHocDataViewInTheRedirectOnly() {
        // given
        JsonObject vector = RECORDED.getJsonArray("links").getJsonObject(6);

        // when
        DiscoverLink link = DiscoverLink.to("http://localhost:5601")
                .adHocDataView(vector.getJsonObject("locatorParams").getJsonObject("dataViewSpec"))
                .kql("http.response.status_code >= 500")
                .between("now-15m", "now")
                .build();

        // then
        assertThat(link.redirectUrl()).isEqualTo("http://localhost:5601" + vector.getString("redirectPath"));
        assertThat(link.discoverUrl()).isEmpty();
    }

    @Test
    void neverCutsAWindowThatEndsWithinAMillisecond() {
        DiscoverLink link = DiscoverLink.to("http://k")
                .adHocDataView("logs-*", "@timestamp")
                .lucene("a:b")
                .between(Instant.parse("2026-01-02T03:04:05.0009Z"), Instant.parse("2026-01-02T03:09:05.0001Z"))
                .build();

        assertThat(link.redirectUrl())
                .contains("05.000Z")
                .contains("2026-01-02T03%3A09%3A05.001Z")
                .contains("lucene");
    }

    @Test
    void leavesNothingInAMessageThatEndsTheLinkEarly() {
        String url = DiscoverLink.of(
                        "http://k",
                        "default",
                        RECORDED.getJsonArray("links").getJsonObject(1).getJsonObject("locatorParams"))
                .redirectUrl();

        assertThat(DiscoverLink.forMessages(url))
                .startsWith("http://k/app/r?l=DISCOVER_APP_LOCATOR&v=9.0.0&p=%7B")
                .doesNotContain("'", "(", ")", "!", "*", "|", "<", ">", " ")
                .contains("it%27s%20100%25");
    }
}
