package dev.tocsin.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * As what limits know who has no name: an address of IPv4, or of IPv6 the network of its first 64 bits, for in the other
 * half a host has any address it likes.
 */
public final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /**
     * For logs too: {@code address 192.0.2.7} or {@code network 2001:db8:1:2::/64}.
     *
     * @param address as {@link InetAddress#getHostAddress} writes it; null if unknown
     */
    public static String named(@Nullable String address) {
        if (address == null || address.indexOf(':') < 0) {
            return "address " + address;
        }
        // The zone says by which interface it came, which is no matter of the client's.
        int zone = address.indexOf('%');
        try {
            InetAddress known = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone));
            return known instanceof Inet6Address
                    ? "network " + network(known.getAddress())
                    : "address " + known.getHostAddress();
        } catch (IllegalArgumentException e) {
            return "address " + address; // As a proxy, or a file that somebody edited, may say it.
        }
    }

    /** With its last zeros cut off, as RFC 5952 writes it. */
    private static String network(byte[] address) {
        int used = NETWORK_BYTES;
        while (used > 0 && address[used - 1] == 0 && address[used - 2] == 0) {
            used -= 2;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < used; i += 2) {
            int group = Byte.toUnsignedInt(address[i]) << 8 | Byte.toUnsignedInt(address[i + 1]);
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
        }
        return text + "::/64";
    }
}
