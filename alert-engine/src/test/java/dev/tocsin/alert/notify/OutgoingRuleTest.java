package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingRuleTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "1.1.1.1, true",
        "172.15.0.1, true",
        "172.32.0.1, true",
        "100.63.0.1, true",
        "100.128.0.1, true",
        "169.253.0.1, true",
        "223.255.255.1, true",
        "'2606:4700:4700::1111', true",
        "'64:ff9b::8.8.8.8', true",
        "'2002:0808:0808::1', true",
        "0.0.0.0, false",
        "0.1.2.3, false",
        "10.0.0.1, false",
        "10.255.255.255, false",
        "100.64.0.1, false",
        "100.127.255.255, false",
        "127.0.0.1, false",
        "127.255.0.9, false",
        "169.254.169.254, false",
        "172.16.0.1, false",
        "172.31.255.255, false",
        "192.168.1.1, false",
        "198.18.0.1, false",
        "224.0.0.1, false",
        "239.1.1.1, false",
        "240.0.0.1, false",
        "255.255.255.255, false",
        "'::', false",
        "'::1', false",
        "'::127.0.0.1', false",
        "'::ffff:127.0.0.1', false",
        "'::ffff:10.0.0.1', false",
        "'::ffff:169.254.169.254', false",
        "'64:ff9b::127.0.0.1', false",
        "'64:ff9b::10.0.0.1', false",
        "'64:ff9b:1::1', false",
        "'2002:7f00:0001::1', false",
        "'2002:a9fe:a9fe::1', false",
        "'2001:0:1::1', false",
        "'fc00::1', false",
        "'fdff::1', false",
        "'fe80::1', false",
        "'febf::1', false",
        "'fec0::1', false",
        "'ff02::1', false"
    })
    void goesOutAndNotIntoTheNetworksAroundThisMachine(String address, boolean reached) throws Exception {
        OutgoingRule byName = new OutgoingRule(List.of(), host -> new InetAddress[] {InetAddress.ofLiteral(address)});
        OutgoingRule byAddress = OutgoingRule.allowing(List.of());

        assertThat(isReached(byName, "example.com")).isEqualTo(reached);
        assertThat(isReached(byAddress, address)).isEqualTo(reached);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x7f.1",
                "0x7f000001",
                "2130706433",
                "017700000001",
                "127.1",
                "127.0.1",
                "0177.0.0.1",
                "127.0.0.01",
                "127.0.0.1.",
                "256.1.1.1",
                "1.2.3.4.5",
                "localhost.",
                "hooks.slack.com.",
                "user@127.0.0.1",
                "127.0.0.1:80",
                "127.0.0.1%00.example.com",
                "ex\u00e4mple.com",
                "\uff11\uff12\uff17.0.0.1",
                "127\u30020\u30020\u30021",
                "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
                "a..b",
                "-a.example",
                "a b",
                "a/b",
                "a\\b",
                "a#b",
                "[::1",
                "[fe80::1%25eth0]",
                "[fe80::1%eth0]",
                "[::ffff:0x7f.1]",
                "[hooks.slack.com]",
                "",
                "."
            })
    void oddSpellingsAreRefusedBeforeAnybodyReadsThem(String host) {
        OutgoingRule everything = new OutgoingRule(
                List.of("0.0.0.0/0", "::/0"), any -> new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")});

        assertThat(OutgoingRule.troubleWithHost(host)).isPresent();
        assertThatThrownBy(() -> everything.addressesOf(host)).isInstanceOf(OutgoingRefused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.slack.com",
                "HOOKS.slack.com",
                "xn--exmple-cua.com",
                "8.8.8.8",
                "[2606:4700::1]",
                "a_b.c",
                "localhost"
            })
    void usualSpellingsAreTaken(String host) {
        assertThat(OutgoingRule.troubleWithHost(host)).isEmpty();
    }

    @Test
    void oneAddressThatIsInternalSpoilsAll() {
        OutgoingRule rule = new OutgoingRule(List.of(), host ->
                new InetAddress[] {InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("10.0.0.1")});

        assertThat(isReached(rule, "example.com")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,          127.0.0.1,   true",
        "127.0.0.1,          127.0.0.2,   false",
        "10.1.0.0/16,        10.1.2.3,    true",
        "10.1.0.0/16,        10.2.0.1,    false",
        "fd00::/8,           'fd12::1',   true",
        "'::1',              '::1',       true",
        "chat.internal,      10.0.0.1,    false",
        "'chat.example.com', 10.0.0.1,    true",
        "'CHAT.example.com', 127.0.0.1,   true",
        "example.com,        10.0.0.1,    false"
    })
    void whatIsAllowedIsReached(String allow, String address, boolean reached) {
        OutgoingRule rule =
                new OutgoingRule(List.of(allow), host -> new InetAddress[] {InetAddress.ofLiteral(address)});

        assertThat(isReached(rule, "chat.example.com")).isEqualTo(reached);
    }

    @Test
    void slackMayHaveAnyAddress() {
        OutgoingRule rule = new OutgoingRule(List.of(), host -> new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")});

        assertThat(isReached(rule, "hooks.slack.com")).isTrue();
        assertThat(isReached(rule, "hooks.slack.com.evil.example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/8/8", "http://a", "*.example.com", "", "1.2.3", "::1/129"
            })
    void whatIsNoHostAndNoNetworkIsNamed(String entry) {
        assertThatThrownBy(() -> OutgoingRule.allowing(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + entry + "'");
    }

    @Test
    void waitsForANameServerNoLongerThanItIsTold() {
        CountDownLatch never = new CountDownLatch(1);
        OutgoingRule rule = new OutgoingRule(List.of(), host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[0];
        });

        assertThatThrownBy(() -> rule.addressesOf("slow.example.com", Duration.ofMillis(50)))
                .isInstanceOf(UnknownHostException.class)
                .isNotInstanceOf(OutgoingRefused.class);
        never.countDown();
    }

    @Test
    void asksForANameOnAThreadThatHoldsUpNoLaneWhenItHangs() throws UnknownHostException {
        AtomicReference<Thread> asking = new AtomicReference<>();
        OutgoingRule rule = new OutgoingRule(List.of(), host -> {
            asking.set(Thread.currentThread());
            return new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")};
        });

        rule.addressesOf("example.com", Duration.ofSeconds(10));

        assertThat(asking.get().isVirtual())
                .as("a look-up is native and would keep a carrier")
                .isFalse();
        assertThat(asking.get().isDaemon()).as("holds up no end").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true",
        "127.0.0.1, true",
        "192.168.1.1, true",
        "fd00::1, true",
        "8.8.8.8, false",
        "2001:4860::1, false"
    })
    void networksOfOnesOwnAreThoseThatNobodyElseSees(String address, boolean isOwn) {
        OutgoingRule rule = OutgoingRule.allowing(List.of());
        InetAddress[] addresses = {InetAddress.ofLiteral("10.0.0.2"), InetAddress.ofLiteral(address)};

        assertThatCode(() -> rule.requireOwnNetwork("a.example.com", addresses)).satisfies(refusal -> {
            if (isOwn) {
                assertThat(refusal).isNull();
            } else {
                assertThat(refusal).isInstanceOf(OutgoingRefused.class).hasMessageContaining("use https");
            }
        });
    }

    private static boolean isReached(OutgoingRule rule, String host) {
        try {
            return rule.addressesOf(host).length > 0;
        } catch (OutgoingRefused e) {
            return false;
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
