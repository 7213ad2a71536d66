import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Takes what a channel of type webhook posts: believes only what is signed and new, takes each message once, and prints it.
 *
 * <p>{@code WEBHOOK_SECRET=... java examples/webhook-receiver/Receiver.java 8090}
 */
final class Receiver {
    private static final Duration NEWEST = Duration.ofMinutes(5);
    private static final int MOST_KEYS = 10_000;

    private final byte[] key;
    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_KEYS;
        }
    });

    Receiver(String secret) {
        this.key = secret.startsWith("whsec_")
                ? Base64.getDecoder().decode(secret.substring("whsec_".length()))
                : secret.getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] args) throws IOException {
        Receiver receiver = new Receiver(System.getenv("WEBHOOK_SECRET"));
        HttpServer server =
                HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(receiver.statusFor(exchange), -1);
            }
        });
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
    }

    private synchronized int statusFor(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return 204;
        }
        // The bytes as they came: parsed and written again they would be others.
        byte[] body = exchange.getRequestBody().readAllBytes();
        String id = header(exchange, "webhook-id");
        String time = header(exchange, "webhook-timestamp");
        if (!isNew(time) || !isSigned(id, time, body, header(exchange, "webhook-signature"))) {
            return 401;
        }
        if (!seen.add(id)) {
            System.out.println("seen already: " + id);
            return 200;
        }
        System.out.println("taken: " + new String(body, StandardCharsets.UTF_8));
        return 200;
    }

    private static boolean isNew(String time) {
        if (!time.matches("\\d{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), Instant.now());
        return age.abs().compareTo(NEWEST) <= 0;
    }

    /** One of the signatures has to be ours: there are two while a secret is changed. */
    private boolean isSigned(String id, String time, byte[] body, String signatures) {
        byte[] expected = ("v1," + signature(id, time, body)).getBytes(StandardCharsets.UTF_8);
        boolean isOurs = false;
        for (String one : signatures.split(" ")) {
            // In constant time: how long a comparison takes must not tell how much of it was right.
            isOurs |= MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.UTF_8));
        }
        return isOurs;
    }

    private String signature(String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
