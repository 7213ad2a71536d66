package dev.tocsin.fakeslack;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * Where apps in Socket Mode are connected: a ticket opens one socket, an envelope goes to one of them and is to be
 * acknowledged within three seconds. Thread-safe.
 */
final class SocketDoor implements AutoCloseable {
    private static final int MOST_SOCKETS = 10;
    private static final int POLICY_VIOLATION = 1008;

    private final Set<String> tickets = ConcurrentHashMap.newKeySet();
    private final List<WebSocket> sockets = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<JsonObject>> unacknowledged = new ConcurrentHashMap<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Server server;

    private SocketDoor(InetSocketAddress address) {
        server = new Server(address);
    }

    static SocketDoor open() throws InterruptedException {
        SocketDoor door = new SocketDoor(new InetSocketAddress("127.0.0.1", 0));
        door.server.setDaemon(true);
        door.server.setReuseAddr(true);
        door.server.start();
        if (!door.started.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the socket door did not open");
        }
        return door;
    }

    Optional<String> url() {
        if (sockets.size() >= MOST_SOCKETS) {
            return Optional.empty();
        }
        String ticket = UUID.randomUUID().toString();
        tickets.add(ticket);
        return Optional.of("ws://127.0.0.1:" + server.getPort() + "/link/?ticket=" + ticket + "&app_id=A0TOCSIN");
    }

    int sockets() {
        return sockets.size();
    }

    /**
     * Sends it to one of the sockets.
     *
     * @return what comes back; fails if there is no socket
     */
    CompletableFuture<JsonObject> send(String type, JsonObject payload) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<JsonObject> acknowledged = new CompletableFuture<>();
        WebSocket socket = sockets.isEmpty() ? null : sockets.getLast();
        if (socket == null) {
            acknowledged.completeExceptionally(new IllegalStateException("no socket is open"));
            return acknowledged;
        }
        unacknowledged.put(id, acknowledged);
        socket.send(Json.createObjectBuilder()
                .add("type", type)
                .add("envelope_id", id)
                .add("accepts_response_payload", false)
                .add("payload", payload)
                .build()
                .toString());
        return acknowledged.orTimeout(3, TimeUnit.SECONDS);
    }

    /** Says that the connection is renewed, and ends it, as Slack does every few hours. */
    void disconnect(String reason) {
        for (WebSocket socket : sockets) {
            socket.send(Json.createObjectBuilder()
                    .add("type", "disconnect")
                    .add("reason", reason)
                    .add("debug_info", Json.createObjectBuilder().add("host", "fake"))
                    .build()
                    .toString());
        }
    }

    /** Sends a text that is no envelope. */
    void say(String text) {
        sockets.forEach(socket -> socket.send(text));
    }

    /** Ends all connections without a word. */
    void cut() {
        sockets.forEach(socket -> socket.closeConnection(1006, "cut"));
    }

    @Override
    public void close() {
        try {
            server.stop(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Server extends WebSocketServer {
        private Server(InetSocketAddress address) {
            super(address, 1);
        }

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {
            String resource = handshake.getResourceDescriptor();
            String ticket = resource.replaceFirst(".*ticket=([^&]*).*", "$1");
            if (!tickets.remove(ticket)) {
                socket.close(POLICY_VIOLATION, "invalid ticket");
                return;
            }
            sockets.add(socket);
            socket.send(Json.createObjectBuilder()
                    .add("type", "hello")
                    .add("num_connections", sockets.size())
                    .add("connection_info", Json.createObjectBuilder().add("app_id", "A0TOCSIN"))
                    .add("debug_info", Json.createObjectBuilder().add("approximate_connection_time", 3_600))
                    .build()
                    .toString());
        }

        @Override
        public void onMessage(WebSocket socket, String message) {
            try (JsonReader reader = Json.createReader(new StringReader(message))) {
                JsonObject answer = reader.readObject();
                CompletableFuture<JsonObject> waiting = unacknowledged.remove(answer.getString("envelope_id", ""));
                if (waiting != null) {
                    waiting.complete(answer);
                }
            } catch (JsonException e) {
                socket.close(POLICY_VIOLATION, "not JSON");
            }
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {
            sockets.remove(socket);
        }

        @Override
        public void onError(@Nullable WebSocket socket, Exception e) {
            if (socket != null) {
                sockets.remove(socket);
            }
        }
    }
}
