package dev.tocsin.alert.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.ChannelContract;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.email.MailServer.Place;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On a connection that becomes a secret one by STARTTLS. */
final class EmailContractTest extends ChannelContract {
    private static final String PASSWORD = "s3cret-of-the-mailbox";

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.Pair certificate;

    @BeforeAll
    static void issue() {
        authority = TestAuthority.in(folder, "ca");
        certificate = authority.issue("mail");
    }

    @Override
    protected OtherSide start() {
        return new Side(MailServer.start(authority, certificate, EmailOptions.Tls.STARTTLS, PASSWORD));
    }

    private record Side(MailServer server) implements OtherSide {
        @Override
        public Channel channel(OutgoingRule outgoing, Duration timeout) {
            // A certificate is valid by the clock.
            return ChannelConfigs.channel(
                    new Emails(DiscoverLinks.none(), outgoing, timeout, InstantSource.system()),
                    Map.of("PASSWORD", PASSWORD),
                    """
                    mail:
                      email:
                        host: 127.0.0.1
                        port: %d
                        user: alerts@example.com
                        password: "${env:PASSWORD}"
                        from: Tocsin <alerts@example.com>
                        to: [anna@example.com, ben@example.com]
                        ca: %s
                    """.formatted(server.port(), authority.file()));
        }

        @Override
        public void putsOff() {
            server.says(Place.SENDER, 451, "4.7.1 later, you with " + PASSWORD);
        }

        @Override
        public void refuses() {
            server.says(Place.CONTENT, 554, "5.6.0 not such a message of " + PASSWORD);
        }

        @Override
        public void losesItsAnswer() {
            server.hangsUp(Place.CONTENT);
        }

        @Override
        public List<String> taken() {
            return server.taken().stream().map(Side::readable).toList();
        }

        private static String readable(MimeMessage message) {
            try {
                return message.getMessageID() + "\n" + message.getSubject() + "\n"
                        + String.join("\n", MailServer.parts(message));
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    protected List<String> secrets() {
        return List.of(PASSWORD);
    }

    @Override
    protected Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    @Override
    protected void requireHarmless(String taken, String text) {
        assertThat(taken.replace("\r", "")).doesNotContainPattern("[\\p{Cc}&&[^\\n]]|\\p{Cf}|\\p{Cs}");
        String html = taken.substring(taken.indexOf("<!DOCTYPE html>"));
        assertThat(html.replaceAll("</?(?:html|body|h2|p|b|i|code|pre|td|tr|table)>", "")
                        .replace("<!DOCTYPE html>", "")
                        .replace("<table cellpadding=\"4\">", "")
                        .replace("<br>", "")
                        .replaceAll("<a href=\"https?://[^\"<>]*\">[A-Z][a-z A-Z]+</a>", ""))
                .doesNotContain("<", ">");
    }

    @Override
    protected Optional<String> keyIn(String taken) {
        return taken.lines().findFirst();
    }
}
