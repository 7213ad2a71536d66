package dev.tocsin.alert.notify.email;

import dev.tocsin.access.ClientTls;
import dev.tocsin.access.TlsRefused;
import dev.tocsin.alert.notify.Deadline;
import dev.tocsin.alert.notify.OutgoingRefused;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.email.EmailOptions.Login;
import dev.tocsin.alert.notify.email.EmailOptions.Tls;
import dev.tocsin.alert.notify.email.SmtpReply.Stage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One conversation with a mail server a message, on a connection of its own that becomes a secret one before the login.
 * Connects only to addresses that the rule has looked at. Thread-safe.
 */
final class SmtpCall {
    private final EmailOptions options;
    private final OutgoingRule outgoing;
    private final Duration timeout;
    private final InstantSource clock;
    private final SmtpWords words;

    /** @param timeout of a conversation as a whole, from the look for the server's address to the last answer */
    SmtpCall(EmailOptions options, OutgoingRule outgoing, Duration timeout, InstantSource clock) {
        this.options = options;
        this.outgoing = outgoing;
        this.timeout = timeout;
        this.clock = clock;
        this.words = new SmtpWords(options);
    }

    /** What is done once the server has let us in. */
    private interface Errand {
        void run(SmtpDialogue server) throws MessagingException;
    }

    SmtpReply send(Email email) {
        return talk(server -> server.send(options, email, clock.instant()));
    }

    /** Greets, logs in, and leaves. */
    SmtpReply greet() {
        return talk(server -> {});
    }

    /** Why it will never work as things are set; a name that is not known now may be known later. */
    Optional<String> standingTrouble() {
        try {
            outgoing.addressesOf(options.host(), step());
            context();
            return Optional.empty();
        } catch (OutgoingRefused | TlsRefused e) {
            return Optional.ofNullable(e.getMessage());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Who hangs and who talks for ever are left alike once the time is over, wherever it went. */
    private SmtpReply talk(Errand errand) {
        Deadline deadline = Deadline.in(timeout);
        try {
            Socket plain = connected(deadline);
            try {
                closeInTime(plain, deadline);
                return talk(errand, plain, deadline);
            } finally {
                closeQuietly(plain);
            }
        } catch (OutgoingRefused | TlsRefused e) {
            return new SmtpReply(Stage.CONNECTION, 500, words.clean(e.getMessage()));
        } catch (IOException e) {
            return new SmtpReply(Stage.CONNECTION, 0, words.of(e, Stage.CONNECTION, deadline.isOver()));
        }
    }

    private SmtpReply talk(Errand errand, Socket plain, Deadline deadline) throws IOException {
        SSLContext tls = context();
        SmtpDialogue server = new SmtpDialogue(Session.getInstance(properties(tls, plain)), address(), words);
        try {
            server.connect(options.tls() == Tls.IMPLICIT ? encrypted(tls, plain) : plain);
            errand.run(server);
            return server.reply();
        } catch (MessagingException e) {
            return server.replyTo(e, deadline.isOver());
        } finally {
            leave(server);
        }
    }

    /** Once it is over and not a moment before, so that what breaks by it is known to be late. */
    private static void closeInTime(Socket socket, Deadline deadline) {
        CompletableFuture.delayedExecutor(deadline.left().toMillis() + 1, TimeUnit.MILLISECONDS)
                .execute(() -> closeQuietly(socket));
    }

    /** What a look-up or one of several addresses may take, so that one that is silent leaves time for the next. */
    private Duration step() {
        return timeout.dividedBy(4);
    }

    private SSLContext context() {
        return ClientTls.trusting(options.ca().orElse(null), null, clock.instant());
    }

    /** With the name that was asked for, against which its certificate is compared. */
    private Socket connected(Deadline deadline) throws IOException {
        IOException trouble = new UnknownHostException(options.host());
        for (InetAddress address : outgoing.addressesOf(options.host(), deadline.leftAtMost(step()))) {
            Socket socket = new Socket(Proxy.NO_PROXY);
            try {
                InetAddress named = InetAddress.getByAddress(options.host(), address.getAddress());
                socket.connect(new InetSocketAddress(named, options.port()), millis(deadline.leftAtMost(step())));
                socket.setSoTimeout(millis(deadline.left()));
                return socket;
            } catch (IOException e) {
                closeQuietly(socket);
                trouble = e;
            }
        }
        throw trouble;
    }

    /** For a socket, to which 0 is for ever. */
    private static int millis(Duration left) throws SocketTimeoutException {
        if (left.toMillis() == 0) {
            throw new SocketTimeoutException("no time is left");
        }
        return Math.toIntExact(left.toMillis());
    }

    private SSLSocket encrypted(SSLContext tls, Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, options.host(), options.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private Properties properties(SSLContext tls, Socket plain) {
        String local = plain.getLocalAddress().getHostAddress();
        Properties properties = new Properties();
        // Else the name of this machine is asked for, which may take long.
        properties.setProperty("mail.smtp.localhost", local.contains(":") ? "[IPv6:" + local + "]" : "[" + local + "]");
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(options.tls() == Tls.STARTTLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls.getSocketFactory());
        properties.setProperty(
                "mail.smtp.auth", Boolean.toString(options.login().isPresent()));
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.quitwait", "false");
        return properties;
    }

    private URLName address() {
        return new URLName(
                "smtp",
                options.host(),
                options.port(),
                null,
                options.login().map(Login::user).orElse(null),
                options.login().map(Login::password).orElse(null));
    }

    /** What was answered stands, however the connection ends. */
    private static void leave(SmtpDialogue server) {
        try {
            server.close();
        } catch (MessagingException e) {
            // The server was faster.
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }
}
