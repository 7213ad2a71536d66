package dev.tocsin.launcher.port;

import java.util.List;

/** Ports that cannot be used as they are; the message has a line for each, with what to do about it. */
public final class UnusablePorts extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusablePorts(List<String> problems) {
        super(String.join("\n", problems));
    }
}
