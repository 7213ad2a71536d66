package dev.tocsin.bench.ingest;

import dev.tocsin.bench.CpuTime;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lines over TCP into rsyslog, and from there in bulks into Elasticsearch. It is given less to do than the service: a line
 * is the document as it is to be, behind its id; so it neither reads nor changes it, and its documents are the same. It
 * is started anew for each round, as it writes into one data stream and needs no time to get warm.
 */
final class RsyslogLines implements Way {
    private static final Duration START = Duration.ofSeconds(30);

    private final Rsyslog rsyslog;
    private final Queue queue;
    private final int workers;
    private final Path folder;
    private final URI elasticsearch;
    private int starts;
    private @Nullable LeashedProcess process;

    /** Where rsyslog keeps what it has not sent yet. */
    enum Queue {
        /** As it does by itself: what is there when it ends is lost. */
        MEMORY(""),
        /** In memory too, but what has no room there, or is left at an orderly end, goes to disk. */
        DISK_ASSISTED("queue.filename=\"waiting\" queue.maxDiskSpace=\"8g\" queue.saveOnShutdown=\"on\"");

        private final String settings;

        Queue(String settings) {
            this.settings = settings;
        }
    }

    /** @param workers that send bulks at the same time */
    RsyslogLines(Rsyslog rsyslog, Queue queue, int workers, Path folder, URI elasticsearch) {
        this.rsyslog = rsyslog;
        this.queue = queue;
        this.workers = workers;
        this.folder = folder;
        this.elasticsearch = elasticsearch;
    }

    @Override
    public String name() {
        return switch (queue) {
            case MEMORY -> "rsyslog, memory, workers: " + workers;
            case DISK_ASSISTED -> "rsyslog, disk-assisted, workers: " + workers;
        };
    }

    /** Of the process that runs now. */
    Duration cpu() {
        return process == null ? Duration.ZERO : CpuTime.of(process);
    }

    @Override
    public Sending prepare(Workload workload, String stream) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (byte[] document : workload.documents()) {
            byte[] id = (Workload.id(lines.size()) + " ").getBytes(StandardCharsets.US_ASCII);
            byte[] line = new byte[id.length + document.length];
            System.arraycopy(id, 0, line, 0, id.length);
            System.arraycopy(document, 0, line, id.length, document.length);
            lines.add(line);
        }
        int port = FreePort.find();
        LeashedProcess started = start(Files.createDirectories(folder.resolve("start-" + ++starts)), port, stream);
        process = started;
        return new Sending() {
            @Override
            public void send() throws InterruptedException {
                TcpLines.send(lines, port, 2);
            }

            @Override
            public void close() {
                started.close();
                process = null;
            }
        };
    }

    private LeashedProcess start(Path home, int port, String stream) throws IOException {
        Path configuration = Files.writeString(home.resolve("rsyslog.conf"), configuration(home, port, stream));
        LeashedProcess started = LeashedProcess.start(
                "rsyslogd",
                rsyslog.command(configuration, home.resolve("rsyslog.pid")),
                rsyslog.environment(),
                home.resolve("rsyslog.log"));
        long deadline = System.nanoTime() + START.toNanos();
        while (!listens(port)) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                String log = String.join("\n", started.lastLogLines(20));
                started.close();
                throw new IOException("rsyslog did not start:\n" + log);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return started;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** A full queue makes its input wait instead of losing messages after two seconds, as it would by itself. */
    private String configuration(Path home, int port, String stream) {
        return """
                global(workDirectory="%s" maxMessageSize="64k")
                module(load="imtcp")
                module(load="omelasticsearch")
                template(name="id" type="string" string="%%rawmsg:1:%d%%")
                template(name="document" type="string" string="%%rawmsg:%d:$%%")
                ruleset(name="events") {
                  action(type="omelasticsearch" server="127.0.0.1" serverport="%d" template="document"
                    searchType="" searchIndex="%s" bulkmode="on" maxbytes="6m"
                    bulkid="id" dynbulkid="on" writeoperation="create"
                    errorfile="%s/errors.json" action.resumeRetryCount="-1"
                    queue.type="LinkedList" queue.size="100000" queue.dequeueBatchSize="8192"
                    queue.workerThreads="%d" queue.workerThreadMinimumMessages="8192"
                    queue.timeoutEnqueue="600000" %s)
                }
                input(type="imtcp" address="127.0.0.1" port="%d" ruleset="events")
                """.formatted(
                        home,
                        Workload.ID_LENGTH,
                        Workload.ID_LENGTH + 2,
                        elasticsearch.getPort(),
                        stream,
                        home,
                        workers,
                        queue.settings,
                        port);
    }
}
