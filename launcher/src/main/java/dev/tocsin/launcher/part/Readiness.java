package dev.tocsin.launcher.part;

import dev.tocsin.access.ClientTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Asks whether a part is ready for work. */
public final class Readiness {
    static final int READY = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Readiness() {}

    /**
     * Asks parts that show a certificate.
     *
     * @param certificate its file, on this machine; empty for parts without TLS
     * @throws dev.tocsin.access.TlsRefused if it cannot be used
     */
    public static HttpClient client(String certificate) {
        return certificate.isEmpty()
                ? HttpClient.newHttpClient()
                : HttpClient.newBuilder()
                        .sslContext(ClientTls.recognising(
                                Path.of(certificate),
                                null,
                                InstantSource.system().instant()))
                        .build();
    }

    /** Whether a URL answers 200. */
    public static boolean answers(HttpClient client, URI check) throws InterruptedException {
        return status(client, check) == READY;
    }

    /** What a URL answers; 0 if it does not. */
    static int status(HttpClient client, URI check) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(check).timeout(PATIENCE).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0; // not listening yet, or busy
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
