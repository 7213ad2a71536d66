package dev.tocsin.alert.notify.email;

import static dev.tocsin.alert.notify.email.ScriptedMailServer.HANG_UP;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;
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
import dev.tocsin.alert.route.Notices;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Of whom a server speaks: one recipient among others, all of them, or the message. */
final class SmtpVerdictTest {
    private static final String ANNA = "RCPT TO:<anna@example.com>";
    private static final String BEN = "RCPT TO:<ben@example.com>";
    private static final String END = ".";
    private static final Duration UNTIL_MENDED = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.Pair certificate;

    private final Logger logger = logger();
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    @BeforeAll
    static void issue() {
        authority = TestAuthority.in(folder, "ca");
        certificate = authority.issue("mail");
    }

    /** While another thread begins to log, there are only loggers that stand for one. */
    private static Logger logger() {
        while (true) {
            if (LoggerFactory.getLogger(EmailChannel.class) instanceof Logger logger) {
                return logger;
            }
            Thread.onSpinWait();
        }
    }

    /** To this thread, which sends: other tests beside it have recipients of their own. */
    @BeforeEach
    void listen() {
        String mine = Thread.currentThread().getName();
        heard.addFilter(new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return event.getThreadName().equals(mine) ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        });
        heard.start();
        logger.addAppender(heard);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(heard);
    }

    private static Channel channel(ScriptedMailServer server) {
        return ChannelConfigs.channel(
                new Emails(
                        DiscoverLinks.none(),
                        OutgoingRule.allowing(List.of("127.0.0.1")),
                        Duration.ofSeconds(8),
                        InstantSource.system()),
                Map.of(),
                """
                mail:
                  email:
                    host: 127.0.0.1
                    port: %d
                    tls: implicit
                    from: alerts@example.com
                    to: [anna@example.com, ben@example.com]
                    ca: %s
                """.formatted(server.port(), authority.file()));
    }

    private static Message message() {
        return new Message(
                Tale.FIRED,
                List.of(new Story(Tale.FIRED, Notices.fired().build(), null, Duration.ZERO, List.of("a"))),
                false);
    }

    private static DeliveryOutcome outcomeOf(Map<String, String> script) {
        try (ScriptedMailServer server = ScriptedMailServer.start(authority, certificate, script)) {
            return channel(server).send(message());
        }
    }

    @Test
    void aMessageThatIsPutOffIsTriedLaterWhateverWasSaidOfOneRecipient() {
        assertThat(outcomeOf(Map.of(BEN, "550 5.1.1 no such user", END, "451 4.3.0 later")))
                .isEqualTo(new TryLater(Optional.empty(), "451 4.3.0 later"));
        assertThat(outcomeOf(Map.of(ANNA, "550 5.1.1 no such user", "DATA", "451 4.3.0 later")))
                .isEqualTo(new TryLater(Optional.empty(), "451 4.3.0 later"));
        assertThat(outcomeOf(Map.of(ANNA, "552 5.2.3 too long for her", "DATA", "451 4.3.0 later")))
                .isEqualTo(new TryLater(Optional.empty(), "451 4.3.0 later"));
    }

    @Test
    void aMessageThatIsRefusedIsRefusedWhateverWasSaidOfOneRecipient() {
        assertThat(outcomeOf(Map.of(BEN, "450 4.2.1 not now", END, "554 5.6.0 not such a message")))
                .isEqualTo(new Refused("554 5.6.0 not such a message"));
    }

    @Test
    void nobodyKnowsWhenItHangsUpAfterTheMessageWhateverWasSaidOfOneRecipient() {
        for (String refusal : List.of("550 5.1.1 no such user", "450 4.2.1 not now")) {
            assertThat(outcomeOf(Map.of(BEN, refusal, END, HANG_UP)))
                    .isEqualTo(new Unknown("the connection broke before an answer came"));
        }
    }

    @Test
    void believesWhatIsSaidOfTheMessageThoughItHangsUpAtOnce() {
        assertThat(outcomeOf(Map.of(END, "421 4.3.2 going down" + HANG_UP)))
                .isEqualTo(new TryLater(Optional.empty(), "421 4.3.2 going down"));
        assertThat(outcomeOf(Map.of(BEN, "550 5.1.1 no such user", END, "250 taken" + HANG_UP)))
                .isEqualTo(new Delivered("delivered, but not to ben@example.com: 550 5.1.1 no such user"));
    }

    @Test
    void nothingLeftWhenItHangsUpBeforeTheMessage() {
        assertThat(outcomeOf(Map.of(BEN, "550 5.1.1 no such user", "DATA", HANG_UP)))
                .isEqualTo(new TryLater(Optional.empty(), "the connection broke before the message left"));
    }

    @Test
    void saysToWhomItWasNotDeliveredBesideThoseWhoHaveIt() {
        for (String refusal : List.of("550 5.1.1 no such user", "450 4.2.1 not now", "554 5.7.1 not from you")) {
            heard.list.clear();

            assertThat(outcomeOf(Map.of(BEN, refusal)))
                    .isEqualTo(new Delivered("delivered, but not to ben@example.com: " + refusal));
            assertThat(heard.list).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getKeyValuePairs())
                        .extracting(pair -> pair.key + "=" + pair.value)
                        .containsExactly(
                                "channel=mail",
                                "recipient=ben@example.com",
                                "code=" + refusal.substring(0, 3),
                                "reason=" + refusal);
            });
        }
    }

    @Test
    void complainsOfARecipientOnceUntilItChanges() {
        try (ScriptedMailServer server =
                ScriptedMailServer.start(authority, certificate, Map.of(BEN, "550 5.1.1 no such user"))) {
            Channel channel = channel(server);
            channel.send(message());
            channel.send(message());
        }

        assertThat(heard.list).hasSize(1);
    }

    @Test
    void waitsForAPersonWhenNobodyMayBeToldAsThingsAre() {
        assertThat(outcomeOf(Map.of("RCPT", "550 5.1.1 no such user")))
                .isEqualTo(new TryLater(Optional.of(UNTIL_MENDED), "550 5.1.1 no such user"));
        assertThat(outcomeOf(Map.of("MAIL", "553 5.1.8 no such sender")))
                .isEqualTo(new TryLater(Optional.of(UNTIL_MENDED), "553 5.1.8 no such sender"));
        assertThat(outcomeOf(Map.of(ANNA, "552 5.3.4 too large", BEN, "550 5.1.1 no such user")))
                .isEqualTo(new TryLater(Optional.of(UNTIL_MENDED), "550 5.1.1 no such user"));
        assertThat(outcomeOf(Map.of(ANNA, "550 5.1.1 no such user", BEN, "450 4.2.1 not now")))
                .isEqualTo(new TryLater(Optional.empty(), "450 4.2.1 not now"));
        assertThat(heard.list).as("nobody has it").isEmpty();
    }
}
