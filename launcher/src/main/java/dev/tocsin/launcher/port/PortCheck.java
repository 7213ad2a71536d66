package dev.tocsin.launcher.port;

import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks before anything is started whether all ports are free, and names who sits on those that are not. */
public final class PortCheck {
    private PortCheck() {}

    /** @throws Problem naming every taken one */
    public static void requireFree(Ports ports, Collection<Door> doors) {
        List<String> problems = new ArrayList<>();
        for (Door door : doors) {
            int port = ports.of(door);
            if (!isFree(port)) {
                problems.add(sentence(door, port, PortOwner.of(port)));
            }
        }
        if (!problems.isEmpty()) {
            throw new Problem(String.join("\n", problems));
        }
    }

    static String sentence(Door door, int port, String owner) {
        String otherwise = door.otherwise().isEmpty() ? "" : ", " + door.otherwise();
        return "port " + port + " (" + door.purpose() + ") is taken by " + owner + ": set " + door.variable()
                + otherwise;
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // what waits in TIME_WAIT is no obstacle for the parts either
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
