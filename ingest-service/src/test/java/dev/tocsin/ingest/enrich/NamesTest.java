package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of names: labels, levels, data streams. */
class NamesTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "order.id,order.id",
                "@version,@version",
                "Größe,Größe",
                "'',_",
                "' ',_",
                ".,_._",
                ".a,_.a",
                "a.,a._",
                "a..b,a._.b",
                "a\u0000b,a_b",
                "a\u0007,a_",
                "a\u007F,a_",
                "' a ',a",
                "a. .b,a._.b",
                "a\uD800b,a_b",
            })
    void labelNamesBecomeWhatElasticsearchTakes(String name, String expected) {
        assertThat(LabelName.clean(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "logs-shop-tocsin,shop",
        "logs-shop.orders-tocsin,shop.orders",
        "logs-shop-orders-tocsin,shop-orders",
        "logs-shop-default,logs-shop-default",
        "logs--tocsin,logs--tocsin",
        "filebeat-9.5.3,filebeat-9.5.3",
        "logstash-2026.11.29,logstash",
        "app_2026-11-29,app",
        "app-20261129,app",
        "app-2026.11,app",
        "app-2026.48-000001,app",
        "app-2026.11.29-000001,app",
        "-2026.11.29,-2026.11.29",
        "port-8080,port-8080",
        "v2026,v2026",
    })
    void anIndexGivesItsNameWithoutItsDateToTheDataset(String index, String expected) {
        assertThat(new Datasets("tocsin", 100).nameOf(index)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "info,INFO",
        "Warning,WARN",
        "err,ERROR",
        "SEVERE,ERROR",
        "critical,FATAL",
        "notice,INFO",
        "verbose,TRACE",
        "40000,ERROR",
        "30,INFO",
        "audit,AUDIT",
        "' debug ',DEBUG",
    })
    void levelsHaveOneSpelling(String level, String expected) {
        assertThat(Severity.of(level)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "checkout-api,checkout_api",
        "Shop.Orders,shop.orders",
        "my service!,my_service_",
        "a/b\\c*d?e\"f<g>h|i,a_b_c_d_e_f_g_h_i",
    })
    void datasetsAreWhatElasticsearchAllows(String service, String dataset) {
        assertThat(Datasets.sanitised(service)).isEqualTo(dataset);
    }

    @Test
    void datasetsOfOtherScriptsAndOfLongNamesStayApart() {
        String longName = "s".repeat(200);

        assertThat(Datasets.sanitised("支付")).isNotEqualTo(Datasets.sanitised("订单"));
        assertThat(Datasets.sanitised(longName + "1")).isNotEqualTo(Datasets.sanitised(longName + "2"));
        assertThat(Datasets.sanitised(longName)).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void servicesBeyondTheLimitShareOneStream() {
        Datasets datasets = new Datasets("tocsin", 3);
        Set<String> streams = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            streams.add(datasets.of("service-" + i).stream());
        }

        assertThat(streams)
                .containsExactlyInAnyOrder(
                        "logs-service_0-tocsin",
                        "logs-service_1-tocsin",
                        "logs-service_2-tocsin",
                        "logs-overflow-tocsin");
        assertThat(datasets.of("Service-1").stream()).isEqualTo("logs-service_1-tocsin");
    }

    @Test
    void aNamespaceThatWouldSplitTheStreamNameIsRefused() {
        assertThatThrownBy(() -> new EnrichSettings("to-csin", 1, 1, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatMayNotBeWrittenTakesNoPlaceAmongTheStreams() {
        Datasets datasets = new Datasets("tocsin", 1);
        Predicate<String> onlyShop = stream -> stream.equals("logs-shop-tocsin");

        assertThat(datasets.of("other", onlyShop)).isNull();
        assertThat(datasets.of("Shop", onlyShop)).extracting(Dataset::stream).isEqualTo("logs-shop-tocsin");
        assertThat(datasets.of("Shop", _ -> false)).isNull();
    }

    @Test
    void whoMayWriteAStreamMayWriteTheOverflowInItsStead() {
        Datasets datasets = new Datasets("tocsin", 1);
        datasets.of("first");

        assertThat(datasets.of("shop", stream -> stream.equals("logs-shop-tocsin")))
                .extracting(Dataset::stream)
                .isEqualTo("logs-overflow-tocsin");
        assertThat(datasets.of("shop", stream -> stream.equals("logs-overflow-tocsin")))
                .isNull();
    }
}
