package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelContract;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the fake shows, it shows by Slack's own limits. */
final class SlackContractTest extends ChannelContract {
    private String path = "";

    @Override
    protected OtherSide start() {
        try {
            FakeSlack slack = FakeSlack.start(0);
            slack.limitRate(false);
            path = slack.webhook("alerts").getPath();
            return new Side(slack);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Side(FakeSlack slack) implements OtherSide {
        @Override
        public Channel channel(OutgoingRule outgoing, Duration timeout) {
            return new SlackChannels(DiscoverLinks.none(), new Terms(outgoing, timeout, CLOCK))
                    .at("shop", slack.webhook("alerts"));
        }

        @Override
        public void putsOff() {
            slack.limitNext(1, 30);
        }

        @Override
        public void refuses() {
            // Once more in plain text.
            slack.failNext(2, 400, "no such thing at " + slack.webhook("alerts").getPath());
        }

        @Override
        public void losesItsAnswer() {
            slack.dropNextAfterPosting(1);
        }

        @Override
        public List<String> taken() {
            return slack.messages().stream()
                    .map(message -> message.payload().toString())
                    .toList();
        }

        @Override
        public void close() {
            slack.close();
        }
    }

    @Override
    protected List<String> secrets() {
        return List.of(path);
    }

    /** In detail: {@code HostileTextTest}. */
    @Override
    protected void requireHarmless(String taken, String text) {
        assertThat(taken).doesNotContain("<!", "<@", "<#");
    }

    @Override
    protected Optional<String> keyIn(String taken) {
        return Optional.empty();
    }
}
