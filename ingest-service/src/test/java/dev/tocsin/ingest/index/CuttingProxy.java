package dev.tocsin.ingest.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stands before Elasticsearch and cuts the connection when a bulk was executed and its answer is on the way. */
public final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final URI target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable Runnable> atNextAnswer = new AtomicReference<>();

    public CuttingProxy(URI target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** The next answer to a bulk is lost; before the connection is cut, this happens. */
    public void loseNextAnswer(Runnable before) {
        atNextAnswer.set(before);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                boolean[] carriesBulk = {false};
                threads.execute(() -> pump(client, server, carriesBulk, true));
                threads.execute(() -> pump(server, client, carriesBulk, false));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void pump(Socket from, Socket to, boolean[] carriesBulk, boolean isRequest) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[64 * 1024];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                synchronized (carriesBulk) {
                    if (isRequest) {
                        carriesBulk[0] |= new String(bytes, 0, Math.min(read, 20), StandardCharsets.ISO_8859_1)
                                .startsWith("POST /_bulk");
                    } else if (carriesBulk[0]) {
                        Runnable before = atNextAnswer.getAndSet(null);
                        if (before != null) {
                            before.run();
                            return;
                        }
                    }
                }
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            return; // one side has gone, the other follows
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
