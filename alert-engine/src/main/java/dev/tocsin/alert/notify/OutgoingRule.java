package dev.tocsin.alert.notify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Where messages may go: out, and not into the networks around this machine unless somebody allowed it. Whoever may write
 * channels.yml, or a name server, must not make the engine talk to what only it can reach. Asked when a connection is
 * made, and what it answers is what is connected to, so that no second look at the name can say something else.
 */
public final class OutgoingRule {
    /** They may have any address, as in a network that resolves them to a gateway of its own; TLS holds them to their name. */
    private static final Set<String> SLACK = Set.of(
            "slack.com",
            "hooks.slack.com",
            "wss-primary.slack.com",
            "wss-backup.slack.com",
            "slack-gov.com",
            "hooks.slack-gov.com");

    private static final Pattern QUAD =
            Pattern.compile("(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

    private static final List<Range> INTERNAL = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/32",
            "2001:db8::/32",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8");
    private static final Range NAT64 = Range.parse("64:ff9b::/96").orElseThrow();
    private static final Range SIX_TO_FOUR = Range.parse("2002::/16").orElseThrow();
    private static final Pattern NAME = Pattern.compile(
            "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?",
            Pattern.CASE_INSENSITIVE);
    /** A last part that is a number makes the whole a number to some readers: 2130706433, 0x7f.1, 127.1. */
    private static final Pattern ENDS_IN_NUMBER =
            Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)", Pattern.CASE_INSENSITIVE);

    private final Set<String> names = new HashSet<>(SLACK);
    private final List<Range> allowed = new ArrayList<>();
    private final Resolver resolver;

    /** Asks for the addresses of a name. */
    interface Resolver {
        InetAddress[] allOf(String host) throws UnknownHostException;
    }

    /** Addresses with the same beginning. */
    private record Range(byte[] base, int bits) {
        static Optional<Range> parse(String text) {
            String[] parts = text.split("/", -1);
            String address = parts[0];
            if (parts.length > 2 || !(QUAD.matcher(address).matches() || address.contains(":"))) {
                return Optional.empty();
            }
            try {
                byte[] base = InetAddress.ofLiteral(address).getAddress();
                int bits = parts.length == 1 ? base.length * 8 : Integer.parseInt(parts[1]);
                return bits < 0 || bits > base.length * 8 ? Optional.empty() : Optional.of(new Range(base, bits));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        boolean contains(byte[] address) {
            if (address.length != base.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (base[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    OutgoingRule(List<String> allow, Resolver resolver) {
        this.resolver = resolver;
        for (String entry : allow) {
            String text = entry.strip();
            Optional<Range> range = Range.parse(text);
            if (range.isPresent()) {
                allowed.add(range.get());
            } else if (troubleWithHost(text).isEmpty()) {
                names.add(text.toLowerCase(Locale.ROOT));
            } else {
                throw new IllegalArgumentException("outgoing.allow has '" + text
                        + "': a host, an address or a network is needed, such as 10.1.0.0/16");
            }
        }
    }

    /**
     * With what is allowed beside what everybody may.
     *
     * @param allow hosts, addresses, networks such as {@code 10.1.0.0/16}
     * @throws IllegalArgumentException if an entry is none of these
     */
    public static OutgoingRule allowing(List<String> allow) {
        return new OutgoingRule(allow, InetAddress::getAllByName);
    }

    /** What is wrong with how a host is written, without asking for its address; an IPv6 address has its brackets. */
    public static Optional<String> troubleWithHost(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1);
            return !address.contains("%") && Range.parse(address).isPresent()
                    ? Optional.empty()
                    : Optional.of("has an address that cannot be read");
        }
        if (host.length() > 253 || !NAME.matcher(host).matches()) {
            return Optional.of("has a host that is not written as a name");
        }
        return ENDS_IN_NUMBER.matcher(host).matches() && !QUAD.matcher(host).matches()
                ? Optional.of("has an address that is not written as four numbers")
                : Optional.empty();
    }

    /**
     * Where to connect to.
     *
     * @param host a name or an address
     * @throws OutgoingRefused if one of its addresses is none to go to
     */
    public InetAddress[] addressesOf(String host) throws UnknownHostException {
        String written = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        Optional<String> trouble = troubleWithHost(written);
        if (trouble.isPresent()) {
            throw new OutgoingRefused("the address " + trouble.get());
        }
        InetAddress[] addresses = resolver.allOf(written);
        boolean isAnyName = names.contains(written.toLowerCase(Locale.ROOT));
        if (addresses.length == 0 || (!isAnyName && !Arrays.stream(addresses).allMatch(this::mayReach))) {
            throw new OutgoingRefused(written + " is in a network that is not for everybody: if it is meant,"
                    + " allow it by TOCSIN_OUTGOING_ALLOW, or tocsin.engine.outgoing.allow in engine.yml");
        }
        return addresses;
    }

    /**
     * The same, without waiting longer: a name server that does not answer holds up for no longer than a connection would.
     * Asked on a platform thread, since a look-up is native: on a virtual one it would keep a carrier, and as many that hang as
     * there are processors would stop all lanes.
     */
    public InetAddress[] addressesOf(String host, Duration patience) throws UnknownHostException {
        CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("outgoing-address").start(() -> {
            try {
                found.complete(addressesOf(host));
            } catch (UnknownHostException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        try {
            return found.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof OutgoingRefused refused ? refused : new UnknownHostException(host);
        } catch (TimeoutException e) {
            throw new UnknownHostException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    /**
     * The addresses, if all of them are in networks of one's own, where a message may travel without TLS.
     *
     * @throws OutgoingRefused if one is not
     */
    public InetAddress[] requireOwnNetwork(String host, InetAddress[] addresses) throws OutgoingRefused {
        for (InetAddress address : addresses) {
            if (!isInternal(address.getAddress())) {
                throw new OutgoingRefused(
                        host + " is not in a network of your own, and plain http goes no further:" + " use https");
            }
        }
        return addresses;
    }

    private boolean mayReach(InetAddress address) {
        byte[] bytes = address.getAddress();
        return allowed.stream().anyMatch(range -> range.contains(bytes)) || !isInternal(bytes);
    }

    private static boolean isInternal(byte[] address) {
        if (INTERNAL.stream().anyMatch(range -> range.contains(address))) {
            return true;
        }
        // An address of IPv4 that travels inside one of IPv6 ends where that one ends.
        return (NAT64.contains(address) && isInternal(Arrays.copyOfRange(address, 12, 16)))
                || (SIX_TO_FOUR.contains(address) && isInternal(Arrays.copyOfRange(address, 2, 6)));
    }

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts).map(text -> Range.parse(text).orElseThrow()).toList();
    }
}
