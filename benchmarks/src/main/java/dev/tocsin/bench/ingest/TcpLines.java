package dev.tocsin.bench.ingest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** JSON lines over a few connections, as many appenders would write them. */
final class TcpLines implements Way {
    private final int port;
    private final int connections;

    TcpLines(int port, int connections) {
        this.port = port;
        this.connections = connections;
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public Sending prepare(Workload workload, String stream) {
        return () -> send(workload.lines(), port, connections);
    }

    /** Returns when all are in the sockets. */
    static void send(List<byte[]> lines, int port, int connections) throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int connection = 0; connection < connections; connection++) {
            int first = connection;
            senders.add(Thread.ofPlatform().start(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1_024)) {
                    for (int i = first; i < lines.size(); i += connections) {
                        out.write(lines.get(i));
                        out.write('\n');
                    }
                } catch (IOException e) {
                    throw new IllegalStateException("the TCP door", e);
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }
}
