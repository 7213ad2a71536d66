package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopbackRuleTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, true",
        "127.8.8.8, false, true",
        "::1, false, true",
        "::ffff:127.0.0.1, false, true",
        "0.0.0.0, false, false",
        "::, false, false",
        "10.0.0.1, false, false",
        "10.0.0.1, true, true",
    })
    void beyondThisMachineATokenIsNeeded(String address, boolean token, boolean mayOpen) throws UnknownHostException {
        assertThat(LoopbackRule.refusal("the HTTP door", InetAddress.getByName(address), token, "A", "T")
                        .isEmpty())
                .isEqualTo(mayOpen);
    }

    @Test
    void theRefusalIsOneSentenceThatSaysWhatToDo() {
        assertThat(LoopbackRule.refusal("the HTTP door", null, false, "TOCSIN_HTTP_ADDRESS", "TOCSIN_TOKEN"))
                .contains("the HTTP door will not listen on all addresses without a token, for everybody there could"
                        + " use it: make one (./tocsin token new), set TOCSIN_TOKEN, or leave TOCSIN_HTTP_ADDRESS at"
                        + " 127.0.0.1");
    }
}
