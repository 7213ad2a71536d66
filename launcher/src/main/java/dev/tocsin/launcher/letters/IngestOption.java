package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.ServiceAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ingest service is asked. */
final class IngestOption {
    @Option(
            names = "--ingest",
            converter = ServiceAddress.OfIngest.class,
            paramLabel = "URL",
            description = "The management port of the ingest service, such as http://127.0.0.1:9481 (TOCSIN_INGEST_URL,"
                    + " else that of the running ./tocsin up). For https with a CA of your own set TOCSIN_INGEST_CA.")
    @Nullable
    URI ingest;
}
