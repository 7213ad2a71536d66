package dev.tocsin.ingest.sift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.query.QueryException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static final AskedEvent EVENT = AskedEvent.of("""
            {"service.name":"shop","@timestamp":"2026-11-23T01:43:11.180704903Z","message":"Payment timed out: user-42",\
            "level":"error","logger_name":"com.shop.Pay","http.response.status_code":504,"host.ip":["10.1.2.3","2001:db8::1"],\
            "tags":["PAY","a b"],"process.start":"2026-11-23T00:00:00.123456789Z","tenant":"acme","amount":12.5,\
            "items":["pen","ink"],"url.query":"%s"}""".formatted("q".repeat(8_200)));

    /** What both can answer; the differential test asks Elasticsearch the same. */
    static Stream<String> answered() {
        return Stream.of(CONDITIONS.split("\n"))
                .map(line -> line.replaceFirst("\\|.*", "").strip())
                .filter(line -> !line.isEmpty());
    }

    private static final String CONDITIONS = """
            log.level: ERROR                                 | true
            log.level: error                                 | false
            log.level: (WARN or ERROR)                       | true
            not log.level: ERROR                             | false
            log.level: ERR*                                  | true
            log.logger: com.shop.*                           | true
            log.logger: *Pay                                 | true
            log.logger: com*Pay                              | true
            log.logger: com.sh                               | false
            message: timed                                   | true
            message: TIMED                                   | true
            message: refused timed                           | true
            message: "timed out"                             | true
            message: "out timed"                             | false
            message: "payment timed out user 42"             | true
            message: user-42                                 | true
            message: pay*                                    | true
            message: *ment                                   | true
            message: user-4*                                 | false
            message: refused pay*                            | true
            message: *                                       | true
            message: ""                                      | false
            error.message: *                                 | false
            not error.message: *                             | true
            tags: PAY                                        | true
            tags: "a b"                                      | true
            tags: a                                          | false
            http.response.status_code: 504                   | true
            http.response.status_code: 504.0                 | true
            http.response.status_code: 504.5                 | false
            http.response.status_code >= 500                 | true
            http.response.status_code > 503.5                | true
            http.response.status_code < 504                  | false
            http.response.status_code <= 504                 | true
            numeric_labels.amount: 12.5                      | true
            numeric_labels.amount > 12                       | true
            labels.amount: *                                 | false
            labels.tenant: acme                              | true
            labels.ten*: acme                                | true
            labels.*: ink                                    | true
            labels.tenant >= "acm"                           | true
            labels.tenant < "acme"                           | false
            labels.nobody: acme                              | false
            not labels.nobody: *                             | true
            host.ip: 10.1.2.3                                | true
            host.ip: "10.1.0.0/16"                           | true
            host.ip: "10.2.0.0/16"                           | false
            host.ip: "2001:db8::/32"                         | true
            host.ip > 10.1.2.2                               | true
            host.ip < 10.1.2.3                               | false
            @timestamp: 2026-11-23                           | true
            @timestamp: "2026-11-23T01:43:11.180704903Z"     | true
            @timestamp: "2026-11-23T01:43:11.180Z"           | false
            @timestamp: 2026-11-22                           | false
            @timestamp > 2026-11-22                          | true
            @timestamp > 2026-11-23                          | false
            @timestamp >= 2026-11-23                         | true
            @timestamp < 2026-11-23                          | false
            @timestamp <= 2026-11                            | false
            @timestamp < "2026-11-23T02:43:11.180704904+01:00" | true
            process.start: "2026-11-23T00:00:00.123Z"        | true
            process.start <= "2026-11-23T00:00:00.123Z"      | true
            url.query: *                                     | false
            not url.query: q*                                | true
            error.*: *                                       | false
            *: *                                             | true
            log.level: ERROR and message: payment and not labels.tenant: other | true
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = CONDITIONS)
    void isAskedOfAnEvent(String kql, boolean holds) {
        assertThat(EVENT.fulfils(Condition.of(kql))).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            timeout                          | A value without a field would be looked for in times | Name the field
            loglevel: ERROR                  | No event has the field loglevel                      | It is log.level in every event
            tenant: acme                     | No event has the field tenant                        | labels.tenant
            event.ingested > now-1h          | No event has the field event.ingested                | label
            l*: x                            | l* means too many fields                             | labels.*
            x*: x                            | No event has the field x*                            | label
            message > a                      | message is a text, and has no order                  | its words
            message: \\NOT b*                | NOT beside a wildcard                                | small letters
            log.*: com.shop.Pay              | log.origin.file.line is a number                     | Write a number
            http.response.status_code: many  | http.response.status_code is a number, and many is none | Write a number
            http.response.status_code: 5*    | is a number                                          | Write a number
            log.level: null                  | null is no value                                     | not log.level: *
            host.ip: here                    | host.ip is an IP address                             | 10.0.0.0/8
            host.ip: "10.0.0.0/99"           | is no network                                        | 10.0.0.0/8
            @timestamp > yesterday           | @timestamp is a time, and yesterday is none          | now-7d
            items: {name: pen}               | Events have no nested objects                        | whole name
            """)
    void whatHasNoAnswerIsRefused(String kql, String reason, String hint) {
        assertThatThrownBy(() -> Condition.of(kql)).isInstanceOfSatisfying(QueryException.class, e -> {
            assertThat(e).hasMessageContaining(reason);
            assertThat(e.hint().orElse("")).contains(hint == null ? "" : hint);
        });
    }

    @Test
    void nowIsWhenTheEventCameIn() {
        assertThat(EVENT.fulfils(Condition.of("@timestamp > now-11h"))).isTrue();
        assertThat(EVENT.fulfils(Condition.of("@timestamp > now-10h"))).isFalse();
        assertThat(EVENT.fulfils(Condition.of("@timestamp < now"))).isTrue();
    }
}
