package dev.tocsin.launcher.part;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks whether a part is ready for work. */
public final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Readiness() {}

    /** Whether a URL answers 200. */
    public static boolean answers(HttpClient client, URI check) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(check).timeout(PATIENCE).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet, or busy
        }
    }

    /** Whether somebody accepts a connection. */
    public static boolean accepts(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
