package dev.tocsin.alert.notify.email;

import dev.tocsin.access.testing.TestAuthority;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A real mail server, which does what it is told with the next message and takes all others. */
public final class MailServer implements AutoCloseable {
    public static final String USER = "alerts@example.com";

    private final SMTPServer server;
    private final Queue<Step> script = new ArrayDeque<>();
    private final List<MimeMessage> taken = new CopyOnWriteArrayList<>();
    private volatile @Nullable Socket last;

    /** Where it says no. */
    enum Place {
        SENDER,
        RECIPIENT,
        CONTENT
    }

    /** @param no null to hang up */
    private record Step(Place place, @Nullable RejectException no) {}

    private MailServer(SSLContext tls, EmailOptions.@Nullable Tls how, String password) throws IOException {
        SMTPServer.Builder builder = new SMTPServer.Builder()
                .hostName("mail.example.com")
                .bindAddress(InetAddress.getLoopbackAddress())
                .port(0)
                .insertReceivedHeaders(false)
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, given, context) -> {
                    if (!user.equals(USER) || !given.equals(password)) {
                        throw new LoginFailedException();
                    }
                }))
                .requireAuth()
                .messageHandlerFactory(context -> new Handler());
        if (how == EmailOptions.Tls.STARTTLS) {
            builder.enableTLS()
                    .requireTLS()
                    .startTlsSocketFactory(tls, false)
                    .serverSocketFactory(() -> new Recording());
        } else if (how == EmailOptions.Tls.IMPLICIT) {
            builder.serverSocketFactory(tls);
        }
        server = builder.build();
        server.start();
    }

    /** With TLS from the beginning. */
    public static MailServer startSecret(TestAuthority authority, String password) {
        return start(authority, authority.issue("mail"), EmailOptions.Tls.IMPLICIT, password);
    }

    /** @param how null for none at all */
    static MailServer start(
            TestAuthority authority, TestAuthority.Pair shown, EmailOptions.@Nullable Tls how, String password) {
        try {
            return new MailServer(authority.clientContext(shown), how, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getPortAllocated();
    }

    MailServer says(Place place, int code, String words) {
        script.add(new Step(place, new RejectException(code, words)));
        return this;
    }

    MailServer hangsUp(Place place) {
        script.add(new Step(place, null));
        return this;
    }

    List<MimeMessage> taken() {
        return taken;
    }

    /** The parts of one that was taken: as text and as HTML. */
    static List<String> parts(MimeMessage message) {
        try {
            Multipart parts = (Multipart) message.getContent();
            BodyPart text = parts.getBodyPart(0);
            BodyPart html = parts.getBodyPart(1);
            return List.of((String) text.getContent(), (String) html.getContent());
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It has the client's connection at hand, to hang up. */
    private final class Recording extends ServerSocket {
        private Recording() throws IOException {}

        @Override
        public Socket accept() throws IOException {
            Socket accepted = super.accept();
            last = accepted;
            return accepted;
        }
    }

    private final class Handler implements MessageHandler {
        @Override
        public void from(String from) throws RejectException {
            take(Place.SENDER);
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            take(Place.RECIPIENT);
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            byte[] bytes = data.readAllBytes();
            take(Place.CONTENT);
            try {
                taken.add(new MimeMessage(null, new ByteArrayInputStream(bytes)));
            } catch (MessagingException e) {
                throw new IOException(e);
            }
            return "2.0.0 Ok: queued as A1B2";
        }

        private void take(Place place) throws RejectException {
            Step step = script.peek();
            if (step == null || step.place() != place) {
                return;
            }
            script.remove();
            if (step.no() != null) {
                throw step.no();
            }
            try {
                Socket client = last;
                if (client != null) {
                    client.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void done() {}
    }

    @Override
    public void close() {
        server.stop();
    }
}
