package dev.tocsin.ingest.receive;

import dev.tocsin.access.PortOwner;

/** A door cannot be opened; the message says which, why and what to set. */
public final class CannotOpenDoor extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotOpenDoor(String message) {
        super(message);
    }

    public CannotOpenDoor(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code port 5170 is taken by PID 4711 (java); stop it or set TOCSIN_TCP_PORT to another port}. */
    public static String taken(int port, String variable) {
        return "port " + port + " is taken by " + PortOwner.of(port) + "; stop it or set " + variable
                + " to another port";
    }

    /** The same of a port for datagrams. */
    static String takenByDatagrams(int port, String variable) {
        return "port " + port + " for UDP is taken by " + PortOwner.ofDatagrams(port) + "; stop it or set " + variable
                + " to another port";
    }
}
