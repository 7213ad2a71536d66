package dev.tocsin.launcher.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists that are longer than one answer. */
class ServiceListTest {
    private static final int THERE = 2_500;
    private static final Pattern QUERY = Pattern.compile("(?:state=any&)?limit=(\\d+)(?:&after=p(\\d+)%20)?");

    private final List<String> asked = new ArrayList<>();
    private HttpServer server;

    /** Of 2,500 numbers those that are asked for. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/numbers", exchange -> {
            String query = exchange.getRequestURI().getRawQuery();
            asked.add(query);
            Matcher parts = QUERY.matcher(query);
            byte[] answer = (parts.matches() ? part(parts) : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    private static String part(Matcher query) {
        int from = query.group(2) == null ? 0 : Integer.parseInt(query.group(2));
        int to = Math.min(THERE, from + Integer.parseInt(query.group(1)));
        JsonArrayBuilder numbers = Json.createArrayBuilder();
        IntStream.range(from, to).forEach(numbers::add);
        JsonObjectBuilder answer = Json.createObjectBuilder().add("numbers", numbers);
        return (to == THERE ? answer.addNull("next") : answer.add("next", "p" + to + " "))
                .build()
                .toString();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private JsonObject list(String path, int most) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return Service.named(ServiceName.ENGINE, address, Map.of(), Instant.EPOCH)
                .list(path, "numbers", most);
    }

    private static List<Integer> numbers(JsonObject found) {
        return found.getJsonArray("numbers").getValuesAs(JsonNumber.class).stream()
                .map(JsonNumber::intValue)
                .toList();
    }

    @Test
    void isReadToItsEnd() throws IOException {
        JsonObject found = list("numbers?state=any", 10_000);

        assertThat(numbers(found)).isEqualTo(IntStream.range(0, THERE).boxed().toList());
        assertThat(found.isNull("next")).isTrue();
        assertThat(asked)
                .containsExactly(
                        "state=any&limit=1000",
                        "state=any&limit=1000&after=p1000%20",
                        "state=any&limit=1000&after=p2000%20");
    }

    @Test
    void isReadNoFurtherThanWanted() throws IOException {
        JsonObject found = list("numbers", 1_200);

        assertThat(numbers(found)).isEqualTo(IntStream.range(0, 1_200).boxed().toList());
        assertThat(found.isNull("next")).as("it says that there is more").isFalse();
        assertThat(asked).containsExactly("limit=1000", "limit=200&after=p1000%20");
    }
}
