package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, address 192.0.2.7",
        "::ffff:192.0.2.7, address 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, network 2001:db8:1:2::/64",
        "2001:db8:1:2::9, network 2001:db8:1:2::/64",
        "2001:db8:1:3::9, network 2001:db8:1:3::/64",
        "2001:db8:0:2::9, network 2001:db8:0:2::/64",
        "2001:db8::ff, network 2001:db8::/64",
        "2001:d00:a000::1, network 2001:d00:a000::/64",
        "fe80::1%eth0, network fe80::/64",
        "fe80::2%7, network fe80::/64",
        "::1, network ::/64",
        "no:address, address no:address",
    })
    void ofIpv6TheFirstHalfIsTheClient(String address, String name) {
        assertThat(ClientAddress.named(address)).isEqualTo(name);
    }

    @Test
    void isReadAsAConnectionGivesIt() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 7};
        byte[] full = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

        assertThat(ClientAddress.named(InetAddress.getByAddress(mapped).getHostAddress()))
                .isEqualTo("address 192.0.2.7");
        assertThat(ClientAddress.named(InetAddress.getByAddress(full).getHostAddress()))
                .isEqualTo("network 2001:db8::/64");
    }

    @Test
    void whoseAddressIsNotKnownIsOneClient() {
        assertThat(ClientAddress.named(null)).isEqualTo(ClientAddress.named(null));
    }
}
