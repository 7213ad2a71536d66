package dev.tocsin.fakeslack;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Runs the fake Slack as a program of its own and shows each message: {@code --port 8065 --log FILE}. */
public final class FakeSlackServer {
    private static final int DEFAULT_PORT = 8065;

    private FakeSlackServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // The socket library logs by SLF4J, which has nobody to write here and would say so.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        int port = DEFAULT_PORT;
        Path log = null;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : null;
            switch (arguments[i]) {
                case "--port" -> port = portOf(value);
                case "--log" -> log = Path.of(required(value, "--log needs a file"));
                default -> exit("unknown option " + arguments[i] + "; there are --port N and --log FILE");
            }
        }
        Console console = System.console();
        TerminalView view =
                new TerminalView(console != null && console.isTerminal() && System.getenv("NO_COLOR") == null);
        try {
            FakeSlack slack = FakeSlack.start(port, log);
            slack.onMessage(message -> out.print(view.draw(message)));
            slack.onChat(entry -> out.print(view.draw(entry)));
            Runtime.getRuntime().addShutdownHook(new Thread(slack::close, "fake-slack-close"));
            out.println("A fake Slack listens. SLACK_WEBHOOK_URL=" + slack.webhook("alerts")
                    + " TOCSIN_OUTGOING_ALLOW=127.0.0.1");
            out.println("As a bot: SLACK_API_URL=" + slack.api() + " SLACK_BOT_TOKEN=" + FakeSlack.BOT_TOKEN
                    + " SLACK_CHANNEL=" + FakeSlack.ALERTS + " TOCSIN_OUTGOING_ALLOW=127.0.0.1");
            new CountDownLatch(1).await();
        } catch (BindException e) {
            exit("port " + port + " is taken: choose another with --port");
        } catch (IOException e) {
            exit("cannot start: " + e.getMessage());
        }
    }

    private static int portOf(@Nullable String value) {
        String text = required(value, "--port needs a number");
        if (!text.matches("\\d{1,5}")) {
            exit("--port needs a number, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static String required(@Nullable String value, String complaint) {
        if (value == null) {
            exit(complaint);
            throw new AssertionError(complaint);
        }
        return value;
    }

    private static void exit(String complaint) {
        System.err.println(complaint);
        System.exit(2);
    }
}
