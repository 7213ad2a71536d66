package dev.tocsin.alert.notify.email;

import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What channels.yml says of e-mail.
 *
 * @param host as its certificate names it
 * @param login empty if the server wants none
 * @param ca who signed the server's certificate, in PEM; empty for those whom this Java knows
 */
record EmailOptions(
        String host,
        int port,
        Tls tls,
        Optional<Login> login,
        InternetAddress from,
        List<InternetAddress> to,
        Optional<Path> ca) {
    EmailOptions {
        to = List.copyOf(to);
    }

    /** When a connection becomes a secret one; that it does is not a question. */
    enum Tls {
        STARTTLS("starttls", 587),
        IMPLICIT("implicit", 465);

        private final String word;
        private final int port;

        Tls(String word, int port) {
            this.word = word;
            this.port = port;
        }

        /** In channels.yml. */
        String word() {
            return word;
        }

        /** Where it is spoken if nothing else is said. */
        int port() {
            return port;
        }
    }

    /** Never shows its password. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return "login of " + user;
        }
    }

    /** What ids of messages end in. */
    String domain() {
        String address = from.getAddress();
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
