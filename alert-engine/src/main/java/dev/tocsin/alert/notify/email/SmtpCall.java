package dev.tocsin.alert.notify.email;

import dev.tocsin.access.ClientTls;
import dev.tocsin.access.TlsRefused;
import dev.tocsin.alert.notify.OutgoingRefused;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.email.EmailOptions.Login;
import dev.tocsin.alert.notify.email.EmailOptions.Tls;
import dev.tocsin.alert.notify.email.SmtpReply.Stage;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

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

    /** @param timeout of a conversation as a whole */
    SmtpCall(EmailOptions options, OutgoingRule outgoing, Duration timeout, InstantSource clock) {
        this.options = options;
        this.outgoing = outgoing;
        this.timeout = timeout;
        this.clock = clock;
        this.words = new SmtpWords(options);
    }

    /** What is done once the server has let us in. */
    private interface Errand {
        void run(SMTPTransport server, Session session, AtomicReference<Stage> stage) throws MessagingException;
    }

    SmtpReply send(Email email) {
        return talk((server, session, stage) -> {
            stage.set(Stage.ENVELOPE);
            MimeEmail message = new MimeEmail(session, options, email, clock.instant(), () -> stage.set(Stage.CONTENT));
            server.sendMessage(message, message.getAllRecipients());
        });
    }

    /** Greets, logs in, and leaves. */
    SmtpReply greet() {
        return talk((server, session, stage) -> {});
    }

    /** Why it will never work as things are set; a name that is not known now may be known later. */
    Optional<String> standingTrouble() {
        try {
            outgoing.addressesOf(options.host(), timeout.dividedBy(4));
            context();
            return Optional.empty();
        } catch (OutgoingRefused | TlsRefused e) {
            return Optional.ofNullable(e.getMessage());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private SmtpReply talk(Errand errand) {
        AtomicReference<Stage> stage = new AtomicReference<>(Stage.CONNECTION);
        AtomicBoolean isOverdue = new AtomicBoolean();
        try (Socket plain = connected()) {
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        isOverdue.set(true);
                        closeQuietly(plain);
                    });
            SSLContext tls = context();
            Session session = Session.getInstance(properties(tls, plain));
            SMTPTransport server = new SMTPTransport(session, address());
            try {
                server.connect(options.tls() == Tls.IMPLICIT ? encrypted(tls, plain) : plain);
                errand.run(server, session, stage);
                return new SmtpReply(stage.get(), 250, words.clean(server.getLastServerResponse()));
            } catch (MessagingException e) {
                return replyOf(e, server, stage.get(), isOverdue.get());
            } finally {
                leave(server);
            }
        } catch (OutgoingRefused | TlsRefused e) {
            return new SmtpReply(Stage.CONNECTION, 500, words.clean(e.getMessage()));
        } catch (IOException e) {
            return new SmtpReply(stage.get(), 0, words.of(e, stage.get(), isOverdue.get()));
        }
    }

    private SmtpReply replyOf(MessagingException e, SMTPTransport server, Stage stage, boolean isOverdue) {
        if (e instanceof SendFailedException failed && isAny(failed.getValidSentAddresses())) {
            return new SmtpReply(
                    stage,
                    250,
                    words.clean("delivered, but not to all: "
                            + refusalIn(e).map(Exception::getMessage).orElse("")));
        }
        Optional<SMTPAddressFailedException> refusal = refusalIn(e);
        if (refusal.isPresent()) {
            return new SmtpReply(
                    stage,
                    refusal.get().getReturnCode(),
                    words.clean(refusal.get().getMessage()));
        }
        if (ioIn(e) instanceof IOException broken) {
            return new SmtpReply(stage, 0, words.of(broken, stage, isOverdue));
        }
        int code = server.getLastReturnCode();
        if (code < 400) {
            // Nothing against us was said: the server hung up, or cannot do what we need.
            return new SmtpReply(
                    stage,
                    0,
                    code > 0 && stage == Stage.CONNECTION ? words.clean(e.getMessage()) : words.broken(stage));
        }
        return new SmtpReply(stage, code, words.clean(server.getLastServerResponse()));
    }

    private static boolean isAny(Address[] addresses) {
        return addresses != null && addresses.length > 0;
    }

    /** Of all recipients that were refused, one that may be taken later, else the first. */
    private static Optional<SMTPAddressFailedException> refusalIn(MessagingException e) {
        SMTPAddressFailedException found = null;
        for (Exception next = e; next instanceof MessagingException one; next = one.getNextException()) {
            if (one instanceof SMTPAddressFailedException failed
                    && failed.getReturnCode() >= 400
                    && (found == null || failed.getReturnCode() < 500)) {
                found = failed;
            }
        }
        return Optional.ofNullable(found);
    }

    private static Exception ioIn(MessagingException e) {
        Exception next = e;
        while (next instanceof MessagingException one && one.getNextException() != null) {
            next = one.getNextException();
        }
        return next;
    }

    private SSLContext context() {
        return ClientTls.trusting(options.ca().orElse(null), null, clock.instant());
    }

    /** With the name that was asked for, against which its certificate is compared. */
    private Socket connected() throws IOException {
        IOException trouble = new UnknownHostException(options.host());
        for (InetAddress address : outgoing.addressesOf(options.host(), timeout.dividedBy(4))) {
            Socket socket = new Socket(Proxy.NO_PROXY);
            try {
                InetAddress named = InetAddress.getByAddress(options.host(), address.getAddress());
                socket.connect(
                        new InetSocketAddress(named, options.port()),
                        Math.toIntExact(timeout.dividedBy(4).toMillis()));
                socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
                return socket;
            } catch (IOException e) {
                closeQuietly(socket);
                trouble = e;
            }
        }
        throw trouble;
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
    private static void leave(SMTPTransport server) {
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
