package dev.tocsin.launcher;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TlsRefused;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.terminal.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which doors of a house speak TLS, as the variables say it; what stands in engine.yml and ingest.yml is not known here. */
final class HouseTls {
    private static final Set<String> YES = Set.of("true", "yes", "on", "1");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final Map<Door, Path> certificates = new EnumMap<>(Door.class);

    private HouseTls(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws Problem with all that is wrong: files that cannot be used, and doors that nobody could ask whether they are open */
    static HouseTls from(Map<String, String> environment) {
        HouseTls tls = new HouseTls(environment);
        tls.read("TOCSIN_TCP_TLS", Door.TCP_TLS);
        tls.read("TOCSIN_SYSLOG_TLS", Door.SYSLOG_TLS);
        tls.read("TOCSIN_HTTP_TLS", Door.HTTP);
        tls.read("TOCSIN_ENGINE_TLS", Door.ENGINE);
        tls.readManagement("TOCSIN_INGEST_MANAGEMENT_TLS", Door.INGEST_MANAGEMENT, "TOCSIN_HTTP_TLS", Door.HTTP);
        tls.readManagement("TOCSIN_ENGINE_MANAGEMENT_TLS", Door.ENGINE_MANAGEMENT, "TOCSIN_ENGINE_TLS", Door.ENGINE);
        if (!tls.problems.isEmpty()) {
            throw new Problem(String.join("\n", tls.problems));
        }
        return tls;
    }

    private void read(String name, Door door) {
        String variables = name + "_CERT, _KEY, _CLIENT_CA";
        try {
            TlsFiles.of(variables, said(name + "_CERT"), said(name + "_KEY"), said(name + "_CLIENT_CA"))
                    .ifPresent(files -> {
                        // The service does the same later; here it is said before anything is started.
                        ServerTls.open(files);
                        certificates.put(door, files.certificate().toAbsolutePath());
                    });
        } catch (TlsRefused e) {
            String said = String.valueOf(e.getMessage());
            problems.add(said.startsWith(variables) ? said : variables + ": " + said);
        }
    }

    private void readManagement(String name, Door door, String as, Door like) {
        if (!isYes(said(name))) {
            return;
        }
        if (!said(as + "_CLIENT_CA").isEmpty()) {
            problems.add(name + " with " + as + "_CLIENT_CA: ./tocsin up has no certificate to ask the "
                    + door.purpose() + " whether it is ready. Leave " + name + " out; that port listens on 127.0.0.1");
        }
        certificate(like).ifPresent(certificate -> certificates.put(door, certificate));
    }

    static boolean isYes(String value) {
        return YES.contains(value.strip().toLowerCase(Locale.ROOT));
    }

    private String said(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    /** The certificate that a door shows; empty if it speaks plain text. */
    Optional<Path> certificate(Door door) {
        return Optional.ofNullable(certificates.get(door));
    }
}
