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
        return HANDED_ON.stream().allMatch(header -> headers.apply(header) == null)
                && isLoopback(address)
                && isNoName(headers.apply("Host"));
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
