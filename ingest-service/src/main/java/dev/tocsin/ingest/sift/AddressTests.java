package dev.tocsin.ingest.sift;

import dev.tocsin.query.KqlNode.Comparison;
import dev.tocsin.query.Operand;
import dev.tocsin.query.QueryException;
import io.netty.util.NetUtil;
import java.util.Arrays;

/** Addresses are compared as 16 bytes, those of IPv4 within IPv6; a network is written {@code 10.0.0.0/8}. */
final class AddressTests {
    private static final String HINT = "Write an address or a network, as in source.ip: \"10.0.0.0/8\".";

    private AddressTests() {}

    static ValueTest is(AskedField field, Operand value) {
        String text = value.plain();
        int slash = text.indexOf('/');
        if (slash < 0) {
            byte[] address = address(field, value, text);
            return (one, _) -> Arrays.equals(bytes(one), address);
        }
        String start = text.substring(0, slash);
        byte[] network = address(field, value, start);
        int bits = bits(field, value, text.substring(slash + 1), start.indexOf(':') < 0 ? 32 : 128);
        return (one, _) -> isIn(bytes(one), network, bits);
    }

    static ValueTest range(AskedField field, Comparison comparison, Operand bound) {
        byte[] address = address(field, bound, bound.plain());
        return (one, _) -> ValueTests.isAt(Arrays.compareUnsigned(bytes(one), address), comparison);
    }

    private static byte[] address(AskedField field, Operand value, String text) {
        byte[] address = bytes(text);
        if (address.length == 0) {
            throw ValueTests.unfit(field, value, "an IP address", HINT);
        }
        return address;
    }

    private static int bits(AskedField field, Operand value, String text, int most) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > most) {
            throw QueryException.of(
                    value.plain() + " is no network: " + field.name() + " has addresses of " + most + " bits.", HINT);
        }
        return 128 - most + Integer.parseInt(text);
    }

    /** Of 16; none if it is no address. */
    private static byte[] bytes(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null || bytes.length == 16) {
            return bytes == null ? new byte[0] : bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    private static boolean isIn(byte[] address, byte[] network, int bits) {
        if (address.length == 0) {
            return false;
        }
        int whole = bits / 8;
        int rest = 0xff00 >> bits % 8 & 0xff;
        return Arrays.equals(address, 0, whole, network, 0, whole)
                && (rest == 0 || (address[whole] & rest) == (network[whole] & rest));
    }
}
