package dev.tocsin.alert.notify;

import java.net.UnknownHostException;

/** A message may not go there; the message says where, and what to set. To a client of HTTP a host without addresses. */
public final class OutgoingRefused extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    OutgoingRefused(String message) {
        super(message);
    }
}
