package dev.tocsin.launcher.port;

import dev.tocsin.access.PortOwner;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Looks before anything is started whether all ports are free, and names who sits on those that are not. */
public final class PortCheck {
    private PortCheck() {}

    /** @throws Problem naming every taken one */
    public static void requireFree(Ports ports, Collection<Door> doors) {
        List<String> problems = new ArrayList<>();
        for (Door door : doors) {
            int port = ports.of(door);
            trouble(port).ifPresent(trouble -> problems.add(sentence(door, port, trouble)));
        }
        if (!problems.isEmpty()) {
            throw new Problem(String.join("\n", problems));
        }
    }

    static String sentence(Door door, int port, String trouble) {
        String otherwise = door.otherwise().isEmpty() ? "" : ", " + door.otherwise();
        return "port " + port + " (" + door.purpose() + ") " + trouble + ": set " + door.variable() + otherwise;
    }

    private static Optional<String> trouble(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // what waits in TIME_WAIT is no obstacle for the parts either
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(trouble(e, port));
        }
    }

    static String trouble(IOException failure, int port) {
        return Objects.requireNonNullElse(failure.getMessage(), "").contains("Permission denied")
                ? "may not be opened by this user, as those below 1024 mostly may not"
                : "is taken by " + PortOwner.of(port);
    }
}
