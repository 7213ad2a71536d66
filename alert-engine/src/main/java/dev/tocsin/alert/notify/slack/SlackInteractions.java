package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The buttons of all Slack channels that have some: by a socket for each app, or by requests that are signed. What a press
 * may do is said by the channel that its message is in. Thread-safe.
 */
public final class SlackInteractions implements AutoCloseable {
    private static final String FIELD = "payload=";

    private final List<SlackBot> bots;
    private final SlackPresses presses;
    private final Terms terms;
    private final List<SlackSocket> sockets = new ArrayList<>();

    /** What a request by HTTP comes to. */
    public enum Verdict {
        TAKEN,
        /** Nobody has asked for requests: no channel has a signing secret. */
        NOT_HERE,
        /** It is not Slack's, or too old. */
        NOT_SIGNED,
        /** It is signed, and cannot be read. */
        UNREADABLE
    }

    private SlackInteractions(List<SlackBot> bots, SlackActions actions, Terms terms, SlackSocket.Rhythm rhythm) {
        this.bots = bots;
        this.presses = new SlackPresses(actions, terms);
        this.terms = terms;
        Map<String, SlackBot> byToken = new LinkedHashMap<>();
        for (SlackBot bot : bots) {
            optionsOf(bot).appToken().ifPresent(token -> byToken.putIfAbsent(token, bot));
        }
        byToken.forEach((token, bot) -> sockets.add(new SlackSocket(
                bot.apiWith(token, terms),
                terms,
                payload -> SlackPress.in(payload)
                        .ifPresent(press -> take(press, own -> own.appToken().equals(Optional.of(token)))),
                rhythm,
                RandomGenerator.getDefault())));
    }

    /** Of no channel: nothing is listened to. */
    public static SlackInteractions none() {
        return of(
                List.of(),
                new SlackActions() {
                    @Override
                    public String acknowledge(String lifeId, String user) {
                        return "";
                    }

                    @Override
                    public String silence(String lifeId, Duration length, String user) {
                        return "";
                    }

                    @Override
                    public String why(String lifeId, String user) {
                        return "";
                    }
                },
                new Terms(OutgoingRule.allowing(List.of()), Duration.ofSeconds(1), InstantSource.system()));
    }

    /** Of those channels that have buttons. */
    public static SlackInteractions of(List<Channel> channels, SlackActions actions, Terms terms) {
        return of(channels, actions, terms, SlackSocket.Rhythm.standard());
    }

    static SlackInteractions of(List<Channel> channels, SlackActions actions, Terms terms, SlackSocket.Rhythm rhythm) {
        List<SlackBot> bots = channels.stream()
                .filter(SlackBot.class::isInstance)
                .map(SlackBot.class::cast)
                .filter(bot -> bot.interactions().isPresent())
                .toList();
        return new SlackInteractions(bots, actions, terms, rhythm);
    }

    public void start() {
        sockets.forEach(SlackSocket::start);
    }

    /**
     * Takes a request that says it is Slack's.
     *
     * @param timestamp the header {@code X-Slack-Request-Timestamp}
     * @param signature the header {@code X-Slack-Signature}
     * @param body as it came, before anybody has read it
     */
    public Verdict request(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        List<String> secrets = bots.stream()
                .flatMap(bot -> optionsOf(bot).signingSecret().stream())
                .distinct()
                .toList();
        if (secrets.isEmpty()) {
            return Verdict.NOT_HERE;
        }
        Instant now = terms.clock().instant();
        Optional<String> proof = secrets.stream()
                .filter(secret -> SlackSignature.isRight(secret, timestamp, signature, body, now))
                .findFirst();
        if (proof.isEmpty()) {
            return Verdict.NOT_SIGNED;
        }
        String form = new String(body, StandardCharsets.UTF_8);
        if (!form.startsWith(FIELD)) {
            return Verdict.UNREADABLE;
        }
        SlackPress.parse(URLDecoder.decode(form.substring(FIELD.length()), StandardCharsets.UTF_8))
                .ifPresent(press -> take(press, own -> own.signingSecret().equals(proof)));
        return Verdict.TAKEN;
    }

    private interface Proof {
        boolean holdsFor(SlackInteractionOptions own);
    }

    /** Whoever could prove to be one app does nothing in the channels of another. */
    private void take(SlackPress press, Proof proof) {
        bots.stream()
                .filter(bot -> bot.channelId().equals(press.channel()))
                .map(SlackInteractions::optionsOf)
                .filter(proof::holdsFor)
                .findFirst()
                .ifPresent(own -> presses.take(press, own));
    }

    private static SlackInteractionOptions optionsOf(SlackBot bot) {
        return bot.interactions().orElseThrow();
    }

    @Override
    public void close() {
        sockets.forEach(SlackSocket::close);
        presses.close();
    }
}
