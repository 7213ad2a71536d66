package com.example.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for the ingest service: keeps the lines that come in over TCP. */
final class LineSink implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Thread reader;

    LineSink() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        reader = Thread.ofVirtual().start(this::read);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Returns when the client has closed its connection. */
    void awaitEnd() throws InterruptedException {
        reader.join(20_000);
    }

    private void read() {
        try (Socket client = server.accept();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            in.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
