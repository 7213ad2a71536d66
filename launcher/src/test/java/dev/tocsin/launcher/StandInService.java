package dev.tocsin.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for a service: says that it is ready on the port of its management, and nothing else. With {@code --check} it
 * finds wrong what stands in a file {@code wrong} of its configuration, and a password file that is not there.
 */
public final class StandInService {
    private StandInService() {}

    public static void main(String[] arguments) throws IOException {
        if (List.of(arguments).contains("--check")) {
            Path wrong = Path.of(System.getenv("TOCSIN_CONFIG"), "wrong");
            if (Files.exists(wrong)) {
                System.out.print(Files.readString(wrong));
                System.exit(1);
            }
            String password = System.getenv("TOCSIN_DB_PASSWORD_FILE");
            if (password != null && !Files.exists(Path.of(password))) {
                System.out.println("TOCSIN_DB_PASSWORD_FILE names what is not there");
                System.exit(1);
            }
            return;
        }
        String port = System.getenv(arguments.length == 0 ? variableOf() : arguments[0]);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)), 5);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("ready for " + System.getenv("ELASTICSEARCH_URL") + " and " + System.getenv("TOCSIN_DB_URL")
                + " as " + System.getenv("TOCSIN_DB_USER") + " by " + System.getenv("TOCSIN_DB_PASSWORD_FILE")
                + System.getenv().getOrDefault("TOCSIN_DB_PASSWORD", ""));
    }

    private static String variableOf() {
        return System.getProperty("java.class.path", "").contains("ingest")
                ? "TOCSIN_INGEST_MANAGEMENT_PORT"
                : "TOCSIN_ENGINE_MANAGEMENT_PORT";
    }

    /** Makes an installation whose services are stand-ins. */
    static Path installation(Path home) throws IOException {
        Files.createDirectories(home.resolve("config"));
        for (String module : new String[] {"ingest-service", "alert-engine"}) {
            Path target = Files.createDirectories(home.resolve(module).resolve("target"));
            // The launcher knows its version when it runs from its jar, and none when it runs from classes.
            jar(target.resolve(module + "-unknown-app.jar"));
            jar(target.resolve(module + "-" + versionInPom() + "-app.jar"));
        }
        return home;
    }

    /** The real application, as the build has made it. */
    static Path appJar(String module) throws IOException {
        return Path.of("..", module, "target", module + "-" + versionInPom() + "-app.jar")
                .toAbsolutePath()
                .normalize();
    }

    private static String versionInPom() throws IOException {
        Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(Path.of("../pom.xml")));
        if (!version.find()) {
            throw new IOException("no version in the parent pom");
        }
        return version.group(1);
    }

    private static void jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInService.class.getName());
        String entry = StandInService.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                var classFile = StandInService.class.getClassLoader().getResourceAsStream(entry)) {
            if (classFile == null) {
                throw new IOException("no class file for " + entry);
            }
            jar.putNextEntry(new JarEntry(entry));
            classFile.transferTo(jar);
            jar.closeEntry();
        }
    }
}
