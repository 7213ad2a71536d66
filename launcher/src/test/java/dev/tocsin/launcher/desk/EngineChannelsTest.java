package dev.tocsin.launcher.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running engine says of its channels, and what is told where none says anything. */
class EngineChannelsTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private HttpServer engine;
    private String answer = "{}";
    private int asked;

    @BeforeEach
    void start() throws IOException {
        engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/api/v1/channels", exchange -> {
            asked++;
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        engine.start();
        environment.put("TOCSIN_ENGINE_URL", url());
    }

    @AfterEach
    void stop() {
        engine.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + engine.getAddress().getPort();
    }

    private EngineChannels channels() {
        Terminal terminal = new Terminal(new PrintStream(OutputStream.nullOutputStream()), false, false, false);
        return new EngineChannels(new Desk(terminal, environment, folder, folder, InstantSource.system()));
    }

    @Test
    void theDefaultComesFirstAndWhatCannotBeUsedIsLeftOut() {
        answer = """
                {"channels": [{"name": "a", "type": "slack"}, {"name": "gone", "type": null}, {"name": "b", "type": "slack"}],
                 "defaultChannel": "b"}""";
        EngineChannels channels = channels();

        assertThat(channels.get()).containsExactly("b", "a");
        assertThat(channels.get()).containsExactly("b", "a");

        assertThat(asked).isEqualTo(1);
        assertThat(channels.note()).get().asString().endsWith("; the engine at " + url() + " has b, a.");
    }

    @Test
    void whoIsNotAskedSaysNothing() {
        assertThat(channels().note()).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void anEngineWithoutOneSaysSo() {
        answer = "{\"channels\": [], \"defaultChannel\": null}";
        EngineChannels channels = channels();

        assertThat(channels.get()).isEmpty();
        assertThat(channels.note()).get().asString().endsWith("the engine at " + url() + " has none either.");
    }

    @Test
    void withoutAnEngineThereIsNoneAndThatIsNoFailure() {
        environment.clear();
        EngineChannels channels = channels();

        assertThat(channels.get()).isEmpty();
        assertThat(channels.note())
                .get()
                .asString()
                .startsWith(
                        "No channel is set here, neither in channels.yml nor by SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL")
                .contains("nothing runs on " + folder);
    }
}
