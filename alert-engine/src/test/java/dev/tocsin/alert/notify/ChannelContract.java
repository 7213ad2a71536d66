package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.HostileTexts;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.route.Notices;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every type of channel. */
public abstract class ChannelContract {
    protected static final Instant NOW = Instant.parse("2026-11-23T10:05:00Z");
    protected static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private OtherSide other;

    /** Whoever takes messages, doing what it is told with the next one; it takes all others. */
    protected interface OtherSide extends AutoCloseable {
        /** A channel to it. */
        Channel channel(OutgoingRule outgoing, Duration timeout);

        /** Asks to come later, in {@link #retryAfter} if it can say so, repeating all that it was shown. */
        void putsOff();

        void refuses();

        /** Takes the message, and says nothing. */
        void losesItsAnswer();

        /** What it takes, as it takes it, oldest first. */
        List<String> taken();

        @Override
        void close();
    }

    protected abstract OtherSide start();

    /** What is secret in how the channel is set. */
    protected abstract List<String> secrets();

    /** Empty if the other side has no way to say it. */
    protected Optional<Duration> retryAfter() {
        return Optional.of(Duration.ofSeconds(30));
    }

    /** More than a message of two thousand stories may have. */
    protected int longestMessage() {
        return 600_000;
    }

    /** Fails if a text of an event is obeyed in what was taken. */
    protected abstract void requireHarmless(String taken, String text);

    /** What of a message that was taken says which one it is; empty if this type of channel has nothing such. */
    protected abstract Optional<String> keyIn(String taken);

    @BeforeEach
    final void startOtherSide() {
        other = start();
    }

    @AfterEach
    final void stopOtherSide() {
        other.close();
    }

    protected static Message message() {
        return new Message(Tale.FIRED, List.of(story()), false);
    }

    private static Story story() {
        return new Story(
                Tale.FIRED,
                Notices.fired()
                        .group("service.name", "checkout-api")
                        .samples("connection refused")
                        .build(),
                null,
                Duration.ZERO,
                List.of("intent-1"));
    }

    private Channel channel() {
        return other.channel(OutgoingRule.allowing(List.of("127.0.0.1")), Duration.ofSeconds(8));
    }

    @Test
    final void delivers() {
        DeliveryOutcome outcome = channel().send(message());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Delivered.class,
                        delivered -> assertThat(delivered.answer())
                                .as("for the history")
                                .isNotBlank());
        assertThat(other.taken()).singleElement().asString().contains("checkout-api");
    }

    @Test
    final void triesLaterWhenItIsPutOff() {
        other.putsOff();

        assertThat(channel().send(message()))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.after()).isEqualTo(retryAfter()));
        assertThat(other.taken()).isEmpty();
        assertThat(channel().send(message())).isInstanceOf(Delivered.class);
    }

    @Test
    final void saysWhatIsRefused() {
        other.refuses();

        assertThat(channel().send(message())).isInstanceOf(Refused.class);
    }

    @Test
    final void doesNotKnowWhatBecameOfAMessageWhoseAnswerIsLost() {
        other.losesItsAnswer();

        assertThat(channel().send(message())).isInstanceOf(Unknown.class);
    }

    @Test
    final void triesLaterWhenNothingListens() {
        Channel channel = channel();
        other.close();

        assertThat(channel.send(message())).isInstanceOf(TryLater.class);
        assertThat(channel.troubleReaching()).isPresent();
        assertThat(channel.standingTrouble()).isEmpty();
    }

    @Test
    final void asksWhetherSomebodyAnswersWithoutTellingAnybody() {
        assertThat(channel().troubleReaching()).isEmpty();
        assertThat(other.taken()).isEmpty();
    }

    @Test
    final void connectsNowhereThatIsNotAllowed() {
        Channel channel = other.channel(OutgoingRule.allowing(List.of()), Duration.ofSeconds(8));

        assertThat(channel.send(message())).isInstanceOfSatisfying(TryLater.class, later -> {
            assertThat(later.reason()).contains("in a network that is not for everybody", "TOCSIN_OUTGOING_ALLOW");
            assertThat(later.after()).as("a person has to mend it").contains(Duration.ofMinutes(2));
        });
        assertThat(channel.standingTrouble()).isPresent();
        assertThat(channel.troubleReaching()).isPresent();
        assertThat(other.taken()).isEmpty();
    }

    @Test
    final void tellsWhateverAnEventHoldsAndObeysNothingInIt() {
        Channel channel = channel();
        for (Map.Entry<String, String> hostile : HostileTexts.all().entrySet()) {
            for (Message message : List.of(
                    HostileTexts.messages(hostile.getValue()).getFirst(),
                    HostileTexts.messages(hostile.getValue()).get(1))) {
                int before = other.taken().size();

                assertThat(channel.send(message)).as(hostile.getKey()).isInstanceOf(Delivered.class);

                List<String> taken = other.taken();
                assertThat(taken).as(hostile.getKey()).hasSize(before + 1);
                requireHarmless(taken.getLast(), hostile.getValue());
            }
        }
    }

    @Test
    final void cutsWhatIsVeryLongAndSaysSo() {
        Story story = new Story(
                Tale.FIRED,
                Notices.fired()
                        .group("user", "g".repeat(50_000))
                        .title("t".repeat(50_000))
                        .annotation("summary", "s".repeat(50_000))
                        .samples("m".repeat(50_000), "n".repeat(50_000))
                        .reason("r".repeat(50_000))
                        .build(),
                null,
                Duration.ZERO,
                List.of("a"));
        List<Story> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(story);
        }

        for (List<Story> stories : List.of(List.of(story), many)) {
            assertThat(channel().send(new Message(Tale.FIRED, stories, false))).isInstanceOf(Delivered.class);
            assertThat(other.taken().getLast())
                    .hasSizeLessThan(longestMessage())
                    .contains("…");
        }
    }

    @Test
    final void saysNothingThatIsSecret() {
        List<Runnable> ends = List.of(other::putsOff, other::refuses, other::losesItsAnswer, () -> {}, other::close);
        Channel channel = channel();
        List<String> said = new ArrayList<>();
        for (Runnable end : ends) {
            end.run();
            said.add(channel.send(message()).toString());
            said.add(String.valueOf(channel.troubleReaching()));
        }
        said.add(channel.preview(message()));
        said.add(channel.toString());
        said.add(String.valueOf(channel.standingTrouble()));

        assertThat(secrets()).isNotEmpty();
        for (String secret : secrets()) {
            assertThat(said).noneMatch(text -> text.contains(secret));
        }
    }

    @Test
    final void hasTheSameKeyAtEveryTry() {
        Channel channel = channel();
        channel.send(message());
        channel.send(new Message(Tale.FIRED, List.of(story()), true));
        channel.send(new Message(
                Tale.FIRED,
                List.of(new Story(
                        Tale.FIRED,
                        Notices.fired().group("service.name", "checkout-api").build(),
                        null,
                        Duration.ZERO,
                        List.of("intent-2"))),
                false));

        List<Optional<String>> keys = other.taken().stream().map(this::keyIn).toList();
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        if (keys.getFirst().isPresent()) {
            assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
        }
    }
}
