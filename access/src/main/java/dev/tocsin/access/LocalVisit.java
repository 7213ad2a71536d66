package dev.tocsin.access;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an HTTP request is of this machine itself, which needs no token to read. A proxy on this machine says for whom
 * it asks. A page whose name was pointed at this machine after it was loaded comes with that name: only an address, and
 * localhost, cannot be pointed elsewhere.
 */
public final class LocalVisit {
    private static final List<String> HANDED_ON = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    private LocalVisit() {}

    /**
     * Whether it is.
     *
     * @param address of the other end of the connection
     * @param headers gives a header by its name, null for none
     */
    public static boolean isLocal(String address, UnaryOperator<@Nullable String> headers) {
        return isLocal(address, isHandedOn(headers), headers.apply("Host"));
    }

    /**
     * The same by what its headers say.
     *
     * @param handedOn whether a proxy handed it on
     * @param host the header; null for none
     */
    public static boolean isLocal(String address, boolean handedOn, @Nullable String host) {
        return !handedOn && isLoopback(address) && isNoName(host);
    }

    /** Whether a proxy handed it on, and said so. */
    public static boolean isHandedOn(UnaryOperator<@Nullable String> headers) {
        return HANDED_ON.stream().anyMatch(header -> headers.apply(header) != null);
    }

    private static boolean isLoopback(String address) {
        try {
            return LoopbackRule.isLocal(InetAddress.getByName(address));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isNoName(@Nullable String host) {
        if (host == null) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
        return name.equals("localhost")
                || name.startsWith("[")
                || IPV4.matcher(name).matches();
    }
}
