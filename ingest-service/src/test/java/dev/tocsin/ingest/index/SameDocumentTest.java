package dev.tocsin.ingest.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SameDocumentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`m`:1}                                                   | {`m`:1}                                   | true",
                "{`m`:1}                                                   | {`m`:2}                                   | false",
                "{`@timestamp`:`1`,`event`:{`created`:`1`,`ingested`:`1`}} | {`@timestamp`:`2`,`event`:{}}             | true",
                "{`log`:{`source`:{`address`:`10.0.0.1`}}}                 | {`log`:{`source`:{`address`:`10.0.0.2`}}} | true",
                "{`m`:1}                                                   | {`m`:1,`log`:{`source`:{`address`:`a`}}}  | true",
                "{`log`:{`level`:`INFO`}}                                  | {`log`:{`level`:`INFO`,`source`:{`address`:`a`}}} | true",
                "{`log`:{`level`:`INFO`}}                                  | {`log`:{`level`:`WARN`,`source`:{`address`:`a`}}} | false",
            })
    void aClientMaySendItAgainLaterAndFromElsewhere(String stored, String ours, boolean same) {
        assertThat(SameDocument.is(
                        JsonMapper.shared().readTree(stored.replace('`', '"')),
                        ours.replace('`', '"').getBytes(UTF_8)))
                .isEqualTo(same);
    }
}
