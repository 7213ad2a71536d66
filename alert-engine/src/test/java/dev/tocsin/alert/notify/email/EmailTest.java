package dev.tocsin.alert.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.email.EmailOptions.Tls;
import dev.tocsin.alert.notify.email.MailServer.Place;
import dev.tocsin.alert.notify.email.SmtpReply.Stage;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.state.TransitionKind;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EmailTest {
    private static final String PASSWORD = "s3cret-of-the-mailbox";
    private static final OutgoingRule HERE = OutgoingRule.allowing(List.of("127.0.0.1"));
    private static final DiscoverLinks LINKS = notice -> Optional.of("https://kibana.example.com/app/x?a=b&c");

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.Pair certificate;

    @BeforeAll
    static void issue() {
        authority = TestAuthority.in(folder, "ca");
        certificate = authority.issue("mail");
    }

    private static MailServer server(Tls tls) {
        return MailServer.start(authority, certificate, tls, PASSWORD);
    }

    private static Channel channel(MailServer server, Tls tls) {
        return channel(server, tls, PASSWORD, authority.file());
    }

    private static Channel channel(MailServer server, Tls tls, String password, Path ca) {
        return ChannelConfigs.channel(
                new Emails(LINKS, HERE, Duration.ofSeconds(8), InstantSource.system()),
                Map.of("PASSWORD", password),
                """
                mail:
                  email:
                    host: 127.0.0.1
                    port: %d
                    tls: %s
                    user: alerts@example.com
                    password: "${env:PASSWORD}"
                    from: alerts@example.com
                    to: [anna@example.com, ben@example.com]
                    ca: %s
                """.formatted(server.port(), tls.word(), ca));
    }

    private static Message message(Tale tale, String... episodes) {
        TransitionKind kind = switch (tale) {
            case ESCALATED -> TransitionKind.ESCALATED;
            case RESOLVED -> TransitionKind.RESOLVED;
            default -> TransitionKind.FIRED;
        };
        return new Message(
                tale,
                List.of(episodes).stream()
                        .map(episode -> new Story(
                                tale,
                                Notices.of(kind)
                                        .group("service.name", "checkout-api")
                                        .annotation("summary", "143 errors & <more>")
                                        .annotation("runbook", "https://wiki.example.com/\"x")
                                        .samples("say \"no\" <b>")
                                        .differs("host.name", "node<3>")
                                        .episode(episode)
                                        .build(),
                                null,
                                Duration.ZERO,
                                List.of(tale + episode)))
                        .toList(),
                false);
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void sendsOnASecretConnection(Tls tls) throws Exception {
        try (MailServer server = server(tls)) {
            DeliveryOutcome outcome = channel(server, tls).send(message(Tale.FIRED, "e"));

            assertThat(outcome).isEqualTo(new Delivered("250 2.0.0 Ok: queued as A1B2"));
            MimeMessage sent = server.taken().getFirst();
            assertThat(sent.getSubject()).isEqualTo("🔴 CRITICAL — Checkout is failing: checkout-api");
            assertThat(sent.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(sent.getHeader("To", ", ")).isEqualTo("anna@example.com, ben@example.com");
            assertThat(sent.getContentType()).startsWith("multipart/alternative");
            assertThat(MailServer.parts(sent).getFirst())
                    .contains("143 — hits above 100", "143 errors & <more>", "Since: 2026-11-23 10:05:00 UTC")
                    .contains("service.name: checkout-api", "say \"no\" <b>", "https://kibana.example.com/app/x?a=b&c")
                    .contains("What differs: 92 % have host.name node<3>, usually 4 % (of 1,000 in the 24 h before)");
            assertThat(MailServer.parts(sent).getLast())
                    .contains("92 % have host.name node&lt;3&gt;, usually 4 % (of 1,000 in the 24 h before)")
                    .contains("<b>143</b> — <code>hits above 100</code>", "143 errors &amp; &lt;more&gt;")
                    .contains(
                            "say &quot;no&quot; &lt;b&gt;", "<a href=\"https://kibana.example.com/app/x?a=b&amp;c\">");
        }
    }

    @Test
    void putsWhatIsToldOfAnEpisodeIntoOneThread() throws Exception {
        try (MailServer server = server(Tls.STARTTLS)) {
            Channel channel = channel(server, Tls.STARTTLS);
            channel.send(message(Tale.FIRED, "a", "b"));
            channel.send(message(Tale.ESCALATED, "a"));
            channel.send(message(Tale.RESOLVED, "a"));
            channel.send(message(Tale.RESOLVED, "c"));

            List<MimeMessage> sent = server.taken();
            String root = sent.getFirst().getHeader("In-Reply-To", null);
            assertThat(root).matches("<[0-9a-f]{40}@example\\.com>");
            assertThat(sent.subList(0, 3))
                    .allSatisfy(
                            one -> assertThat(one.getHeader("References", null)).startsWith(root));
            assertThat(sent.get(0).getHeader("References", null).split("\\s+")).hasSize(2);
            assertThat(sent.get(3).getHeader("References", null)).doesNotContain(root);
            assertThat(sent.stream().map(EmailTest::id).distinct()).hasSize(4).doesNotContain(root);
        }
    }

    private static String id(MimeMessage message) {
        try {
            return message.getMessageID();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hasASubjectOfOneLineWhateverAnEventHolds() throws Exception {
        try (MailServer server = server(Tls.STARTTLS)) {
            Story story = new Story(
                    Tale.FIRED,
                    Notices.fired()
                            .group("user", "x\r\nBcc: evil@example.com\r\n\r\nbody")
                            .build(),
                    null,
                    Duration.ZERO,
                    List.of("a"));
            channel(server, Tls.STARTTLS).send(new Message(Tale.FIRED, List.of(story), false));

            MimeMessage sent = server.taken().getFirst();
            assertThat(sent.getSubject()).endsWith("x Bcc: evil@example.com body");
            assertThat(sent.getHeader("Bcc")).isNull();
        }
    }

    @Test
    void trustsNoCertificateThatIsNotForTheHostOrNotSignedByWhomItShould() {
        TestAuthority.Pair elsewhere = authority.issueFor("other.example.com");
        Path unknown = TestAuthority.in(folder, "others").file();
        for (Tls tls : Tls.values()) {
            try (MailServer wrong = MailServer.start(authority, elsewhere, tls, PASSWORD);
                    MailServer right = server(tls)) {
                for (Channel channel : List.of(channel(wrong, tls), channel(right, tls, PASSWORD, unknown))) {
                    assertThat(channel.send(message(Tale.FIRED, "e")))
                            .isEqualTo(new TryLater(Optional.empty(), "no trust in the certificate of 127.0.0.1"));
                    assertThat(channel.troubleReaching()).isPresent();
                }
                assertThat(wrong.taken()).isEmpty();
                assertThat(right.taken()).isEmpty();
            }
        }
    }

    @Test
    void tellsNothingOnAConnectionThatStaysOpenToAll() {
        try (MailServer server = MailServer.start(authority, certificate, null, PASSWORD)) {
            assertThat(channel(server, Tls.STARTTLS).send(message(Tale.FIRED, "e")))
                    .isInstanceOfSatisfying(
                            TryLater.class, later -> assertThat(later.reason()).contains("STARTTLS"));
            assertThat(server.taken()).isEmpty();
        }
    }

    @Test
    void believesTheAnswerHoweverTheConnectionEndsAfterIt() throws Exception {
        try (ServerSocket hasty = authority
                .clientContext(certificate)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> takeAndReset(hasty));
            Channel channel = ChannelConfigs.channel(
                    new Emails(LINKS, HERE, Duration.ofSeconds(8), InstantSource.system()), Map.of(), """
                    mail:
                      email: {host: 127.0.0.1, port: %d, tls: implicit, from: a@example.com, to: b@example.com, ca: %s}
                    """.formatted(
                                    hasty.getLocalPort(), authority.file()));

            assertThat(channel.send(message(Tale.FIRED, "e"))).isEqualTo(new Delivered("250 taken"));
        }
    }

    private static void takeAndReset(ServerSocket hasty) {
        try (Socket client = hasty.accept()) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            Writer answers = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.US_ASCII);
            boolean isContent = false;
            String said = "";
            while (said != null && !said.equals(".")) {
                if (!isContent) {
                    answers.write(
                            said.isEmpty() ? "220 hello\r\n" : said.equals("DATA") ? "354 go on\r\n" : "250 ok\r\n");
                    answers.flush();
                }
                isContent |= said.equals("DATA");
                said = lines.readLine();
            }
            answers.write("250 taken\r\n");
            answers.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysBeforeTheFirstAlarmThatACertificateCannotBeRead() {
        try (MailServer server = server(Tls.STARTTLS)) {
            Channel channel = channel(server, Tls.STARTTLS, PASSWORD, folder.resolve("none.crt"));

            assertThat(channel.standingTrouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble).contains("none.crt"));
            assertThat(channel.send(message(Tale.FIRED, "e")))
                    .isInstanceOfSatisfying(
                            TryLater.class, later -> assertThat(later.after()).contains(Duration.ofMinutes(2)));
            assertThat(channel(server, Tls.STARTTLS).standingTrouble()).isEmpty();
        }
    }

    @Test
    void sendsUnderANameOfAnyLanguage() throws Exception {
        try (MailServer server = server(Tls.IMPLICIT)) {
            Channel channel = ChannelConfigs.channel(
                    new Emails(LINKS, HERE, Duration.ofSeconds(8), InstantSource.system()),
                    Map.of("PASSWORD", PASSWORD),
                    """
                    mail:
                      email:
                        host: 127.0.0.1
                        port: %d
                        tls: implicit
                        user: alerts@example.com
                        password: "${env:PASSWORD}"
                        from: Störungen <alerts@example.com>
                        to: anna@example.com
                        ca: %s
                    """.formatted(server.port(), authority.file()));

            channel.send(message(Tale.FIRED, "e"));

            MimeMessage sent = server.taken().getFirst();
            assertThat(sent.getFrom()[0]).hasToString("=?UTF-8?Q?St=C3=B6rungen?= <alerts@example.com>");
            assertThat(((InternetAddress) sent.getFrom()[0]).getPersonal()).isEqualTo("Störungen");
        }
    }

    @Test
    void waitsForAPersonWhenItIsNotLetIn() {
        try (MailServer server = server(Tls.STARTTLS)) {
            Channel channel = channel(server, Tls.STARTTLS, "another-password", authority.file());

            assertThat(channel.send(message(Tale.FIRED, "e"))).isInstanceOfSatisfying(TryLater.class, later -> {
                assertThat(later.after()).contains(Duration.ofMinutes(2));
                assertThat(later.reason()).startsWith("535").doesNotContain("another-password");
            });
        }
    }

    @Test
    void tellsThoseWhomItCan() throws Exception {
        try (MailServer server = server(Tls.STARTTLS)) {
            server.says(Place.RECIPIENT, 550, "5.1.1 no such user");

            assertThat(channel(server, Tls.STARTTLS).send(message(Tale.FIRED, "e")))
                    .isEqualTo(new Delivered("delivered, but not to anna@example.com: 550 5.1.1 no such user"));
            assertThat(server.taken()).hasSize(1);

            server.says(Place.RECIPIENT, 550, "5.1.1 no such user").says(Place.RECIPIENT, 450, "4.2.1 not now");
            assertThat(channel(server, Tls.STARTTLS).send(message(Tale.FIRED, "e")))
                    .isEqualTo(new TryLater(Optional.empty(), "450 4.2.1 not now"));
        }
    }

    @Test
    void knowsThatNothingLeftWhenItBreaksBeforeTheMessage() {
        try (MailServer server = server(Tls.STARTTLS)) {
            server.hangsUp(Place.RECIPIENT);

            assertThat(channel(server, Tls.STARTTLS).send(message(Tale.FIRED, "e")))
                    .isEqualTo(new TryLater(Optional.empty(), "the connection broke before the message left"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECTION, 0, '', later",
        "CONNECTION, 421, '421 busy', later",
        "CONNECTION, 535, '535 5.7.8 no', mend",
        "CONNECTION, 554, '554 no', mend",
        "ENVELOPE, 0, '', later",
        "ENVELOPE, 450, '450 no', later",
        "ENVELOPE, 530, '530 5.7.0 log in', mend",
        "ENVELOPE, 550, '550 5.7.1 no relay', mend",
        "ENVELOPE, 550, '550 5.1.1 nobody', mend",
        "ENVELOPE, 550, '550 nobody', mend",
        "ENVELOPE, 550, '550 5.7.60 not as this sender', mend",
        "ENVELOPE, 553, '553 5.1.8 no such sender', mend",
        "ENVELOPE, 501, '501 5.1.7 bad sender', mend",
        "ENVELOPE, 554, '554 no', mend",
        "ENVELOPE, 552, '552 5.2.2 mailbox full', mend",
        "ENVELOPE, 552, '552 5.2.3 too long for it', refused",
        "ENVELOPE, 552, '552 too large', refused",
        "ENVELOPE, 552, '552 5.3.4 too large', refused",
        "ENVELOPE, 554, '554 5.3.4 too large', refused",
        "ENVELOPE, 554, '554-5.3.4 too large 554 5.3.4 for us', refused",
        "ENVELOPE, 554, '554 5.3.45 something', mend",
        "ENVELOPE, 354, '354 go on', later",
        "CONTENT, 0, '', unknown",
        "CONTENT, 354, '', unknown",
        "CONTENT, 451, '451 no', later",
        "CONTENT, 552, '552 too large', refused",
        "CONTENT, 552, '552 5.3.4 too large', refused",
        "CONTENT, 554, '554 5.6.0 not such a message', refused",
        "CONTENT, 554, '554 no', refused",
        "CONTENT, 550, '550 5.7.60 not as this sender', mend",
        "CONTENT, 554, '554 5.2.252 SendAsDenied', mend",
        "CONTENT, 554, '554-5.7.1 no 554 5.7.1 not you', mend",
        "CONTENT, 554, '554 5.7.1', mend",
        "CONTENT, 554, '554 5.2.2521 something', refused",
        "CONTENT, 530, '530 5.7.0 log in', mend",
        "CONTENT, 250, '250 ok', delivered"
    })
    void knowsWhatAReplyMeans(Stage stage, int code, String words, String meaning) {
        DeliveryOutcome expected = switch (meaning) {
            case "later" -> new TryLater(Optional.empty(), words);
            case "mend" -> new TryLater(Optional.of(Duration.ofMinutes(2)), words);
            case "refused" -> new Refused(words);
            case "unknown" -> new Unknown(words);
            default -> new Delivered(words);
        };

        assertThat(new SmtpReply(stage, code, words).outcome()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host: smtp.example.com | host: 'smtp example' | mail.email.host: has a host that is not written as a name",
                "host: smtp.example.com | port: 1 | mail.email.host: missing",
                "from: a@example.com | from: 'a@example.com, b@example.com' | mail.email.from: is not one address",
                "from: a@example.com | from: 'a at example.com' | mail.email.from: is not one address",
                "to: [b@example.com] | to: [b@example.com, c] | mail.email.to: is not one address",
                "to: [b@example.com] | to: [] | mail.email.to: an empty list",
                "to: [b@example.com] | port: 25 | mail.email.to: missing",
                "tls: implicit | tls: none | mail.email.tls: is none of starttls, implicit",
                "tls: implicit | port: 99999 | mail.email.port: expected a number from 1 to 65535",
                "tls: implicit | user: a | mail.email.user: user and password belong together",
                "tls: implicit | subject: a | mail.email.subject: unknown key",
            })
    void saysWhatIsWrongWhenTheFileIsRead(String good, String bad, String problem) {
        String yaml = """
                mail:
                  email:
                    host: smtp.example.com
                    from: a@example.com
                    to: [b@example.com]
                    tls: implicit
                """;
        assertThat(yaml).contains(good);

        assertThat(ChannelConfigs.problems(
                        new Emails(LINKS, HERE, Duration.ofSeconds(8), InstantSource.system()),
                        Map.of(),
                        yaml.replace(good, bad)))
                .singleElement()
                .asString()
                .contains(problem);
    }
}
