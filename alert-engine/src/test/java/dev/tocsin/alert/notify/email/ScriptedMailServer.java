package dev.tocsin.alert.notify.email;

import dev.tocsin.access.testing.TestAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Answers as it is told, by the beginning of what it hears, on a connection that is secret from the beginning. What it has
 * no answer for is taken. For ends that no mail server of good manners has.
 */
final class ScriptedMailServer implements AutoCloseable {
    /** Ends the connection; after an answer that stands before it, it resets it when it hears what follows. */
    static final String HANG_UP = "(hangs up)";

    /** Says nothing any more, and listens to nothing. */
    static final String STALL = "(stalls)";

    private static final String GREETING = "";

    private final ServerSocket door;
    private final SSLContext tls;
    private final Map<String, String> script;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private ScriptedMailServer(ServerSocket door, SSLContext tls, Map<String, String> script) {
        this.door = door;
        this.tls = tls;
        this.script = Map.copyOf(script);
    }

    /** @param script answers by what is said: {@code ""} for the greeting, {@code .} for the end of the message */
    static ScriptedMailServer start(TestAuthority authority, TestAuthority.Pair shown, Map<String, String> script) {
        try {
            ScriptedMailServer server = new ScriptedMailServer(
                    new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), authority.clientContext(shown), script);
            Thread.ofVirtual().start(server::run);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    private void run() {
        try {
            while (true) {
                Socket client = door.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> talk(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void talk(Socket plain) {
        try {
            SSLSocket client = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
            client.setUseClientMode(false);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            Writer answers = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.US_ASCII);
            boolean isContent = false;
            String said = GREETING;
            while (said != null) {
                if (!isContent || said.equals(".")) {
                    String answer = answerTo(said);
                    if (answer.equals(STALL)) {
                        return;
                    }
                    String words = answer.replace(HANG_UP, "");
                    if (!words.isEmpty()) {
                        answers.write(words + "\r\n");
                        answers.flush();
                    }
                    if (answer.endsWith(HANG_UP)) {
                        if (!words.isEmpty()) {
                            lines.readLine();
                            plain.setSoLinger(true, 0);
                        }
                        plain.close();
                        return;
                    }
                    isContent = words.startsWith("354");
                }
                said = lines.readLine();
            }
        } catch (IOException e) {
            // The client was faster.
        }
    }

    private String answerTo(String said) {
        for (Map.Entry<String, String> one : script.entrySet()) {
            if (one.getKey().equals(GREETING) ? said.equals(GREETING) : said.startsWith(one.getKey())) {
                return one.getValue();
            }
        }
        if (said.equals(GREETING)) {
            return "220 hello";
        }
        if (said.startsWith("EHLO")) {
            return "250-hello\r\n250 AUTH PLAIN";
        }
        if (said.startsWith("AUTH")) {
            return "235 welcome";
        }
        return said.equals("DATA") ? "354 go on" : "250 ok";
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
