package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelContract;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;

/** A bot's channel, each message with a life of its own, and as a trial without any. */
final class SlackBotContractTest {
    @Nested
    final class WithALife extends BotContract {
        @Override
        Channel of(SlackBot bot) {
            return new Telling(bot);
        }
    }

    @Nested
    final class AsATrial extends BotContract {
        @Override
        Channel of(SlackBot bot) {
            return bot;
        }
    }

    /** Each message opens a life. */
    private record Telling(SlackBot bot) implements Channel {
        @Override
        public String name() {
            return bot.name();
        }

        @Override
        public String type() {
            return bot.type();
        }

        @Override
        public DeliveryOutcome send(Message message) {
            List<LifeAlert> alerts = message.stories().stream()
                    .map(story -> new LifeAlert(story.notice(), null, false, List.of()))
                    .toList();
            return bot.tell(new Life(UUID.randomUUID().toString(), "group", null, alerts), message)
                    .outcome();
        }

        @Override
        public String preview(Message message) {
            return bot.preview(message);
        }

        @Override
        public Optional<String> standingTrouble() {
            return bot.standingTrouble();
        }

        @Override
        public Optional<String> troubleReaching() {
            return bot.troubleReaching();
        }

        @Override
        public String toString() {
            return bot.toString();
        }
    }

    abstract static class BotContract extends ChannelContract {
        abstract Channel of(SlackBot bot);

        @Override
        protected OtherSide start() {
            try {
                FakeSlack slack = FakeSlack.start(0);
                slack.limitRate(false);
                return new Side(slack);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private final class Side implements OtherSide {
            private final FakeSlack slack;

            Side(FakeSlack slack) {
                this.slack = slack;
            }

            @Override
            public Channel channel(OutgoingRule outgoing, Duration timeout) {
                SlackBotOptions options = new SlackBotOptions(
                        FakeSlack.BOT_TOKEN,
                        FakeSlack.ALERTS,
                        Optional.empty(),
                        OutgoingUrl.of(slack.api().toString(), Plain.THIS_MACHINE),
                        Optional.empty());
                return of(new SlackBot(
                        "shop",
                        options,
                        DiscoverLinks.none(),
                        new Terms(outgoing, timeout, CLOCK),
                        AlertSeries.none()));
            }

            @Override
            public void putsOff() {
                slack.limitNext("chat.postMessage", 1, 30);
            }

            @Override
            public void refuses() {
                slack.refuseNext("chat.postMessage", 1, "not for " + FakeSlack.BOT_TOKEN);
            }

            @Override
            public void losesItsAnswer() {
                slack.dropNextAfterDoing("chat.postMessage", 1);
            }

            @Override
            public List<String> taken() {
                return slack.conversation(FakeSlack.ALERTS).stream()
                        .map(message -> message.payload() + " " + message.metadata())
                        .toList();
            }

            @Override
            public void close() {
                slack.close();
            }
        }

        @Override
        protected List<String> secrets() {
            return List.of(FakeSlack.BOT_TOKEN);
        }

        /** In detail: {@code HostileTextTest}. */
        @Override
        protected void requireHarmless(String taken, String text) {
            assertThat(taken).doesNotContain("<!", "<@", "<#");
        }

        @Override
        protected Optional<String> keyIn(String taken) {
            return Optional.of(taken.replaceFirst("(?s).*\"news\":\"([^\"]*)\".*", "$1"));
        }
    }
}
