package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonObject;
import dev.tocsin.alert.notify.Deadline;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.LivingChannel;
import dev.tocsin.alert.notify.LivingOutcome;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackSearch.Found;
import dev.tocsin.alert.route.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Slack channel by a bot's token: one message for each alert group, changed in place, with what happens in its thread.
 * What an earlier try has posted is found by the mark that each message carries. Calls people at the first page of a life
 * and when it becomes critical, never for an end.
 */
public final class SlackBot implements LivingChannel {
    /** Within the lease of the channel's lane, however many calls it takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(16);

    /** A message cannot be older than the window that it tells of; clocks differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    private static final List<String> REPEAT = List.of("Perhaps a repeat: an earlier try to send this got no answer.");
    private static final List<String> DELETED =
            List.of("The message before this one was deleted; its thread has what happened until then.");

    private final String name;
    private final SlackBotOptions options;
    private final SlackApi api;
    private final SlackSearch search;
    private final LifeRenderer renderer;
    private final ReplyRenderer replies = new ReplyRenderer();
    private final ToldReplies told = new ToldReplies();
    private final SlackCharts charts;

    SlackBot(String name, SlackBotOptions options, DiscoverLinks links, Terms terms, AlertSeries series) {
        this(name, options, links, terms, series, SlackCharts.Pauses.standard());
    }

    SlackBot(
            String name,
            SlackBotOptions options,
            DiscoverLinks links,
            Terms terms,
            AlertSeries series,
            SlackCharts.Pauses pauses) {
        this.name = name;
        this.options = options;
        this.api = new SlackApi(options.api(), options.token(), terms);
        this.search = new SlackSearch(api);
        this.renderer = new LifeRenderer(links, options.interactions().isPresent());
        this.charts = new SlackCharts(name, new SlackUpload(api, terms), series, pauses);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return SlackChannels.TYPE;
    }

    /** How its buttons are listened to; empty if it has none. */
    public Optional<SlackInteractionOptions> interactions() {
        return options.interactions();
    }

    /** Id of the channel in Slack. */
    String channelId() {
        return options.channel();
    }

    /** The same Slack, asked with another token. */
    SlackApi apiWith(String token, Terms terms) {
        return new SlackApi(options.api(), token, terms);
    }

    @Override
    public LivingOutcome tell(Life life, Message news) {
        Deadline deadline = Deadline.in(PATIENCE);
        Optional<SlackReference> known = SlackReference.parse(life.reference());
        if (known.isPresent()) {
            return tellInThread(life, news, known.get(), deadline);
        }
        if (!news.mayBeRepeat()) {
            return post(life, news, List.of(), deadline);
        }
        Found found = search.message(options.channel(), life.id(), notBefore(life), deadline);
        return switch (found) {
            case Found.There(String ts, SlackMark mark) -> {
                SlackReference reference = new SlackReference(options.channel(), ts, mark.news());
                yield mark.news().equals(news.key())
                        ? changeTold(life, news, reference, "found: an earlier try had arrived", deadline)
                        : tellInThread(life, news, reference, deadline);
            }
            case Found.NotThere(boolean isCertain) -> post(life, news, isCertain ? List.of() : REPEAT, deadline);
            case Found.Later(DeliveryOutcome outcome) -> new LivingOutcome(outcome, null);
        };
    }

    @Override
    public LivingOutcome show(Life life) {
        Optional<SlackReference> reference = SlackReference.parse(life.reference());
        if (reference.isEmpty()) {
            return new LivingOutcome(new Refused("it is not known which message is meant"), null);
        }
        Updated updated = update(life, reference.get(), Deadline.in(PATIENCE));
        String now = updated.reference().json();
        return switch (updated.reply()) {
            case SlackReply.Done done -> new LivingOutcome(new Delivered("200 changed"), now);
            case SlackReply.Error error
            when SlackWords.saysItIsGone(error.word()) ->
                new LivingOutcome(new Refused(error.word() + ": the message was deleted"), null);
            case SlackReply.Error error -> new LivingOutcome(SlackWords.outcomeOf(error), now);
            // Changing it twice changes nothing.
            case SlackReply.NoWord(DeliveryOutcome outcome) -> new LivingOutcome(SlackApi.afterLook(outcome), now);
        };
    }

    @Override
    public void prepare(Life life) {
        charts.prepare(life);
    }

    @Override
    public List<String> prepared() {
        return charts.prepared();
    }

    @Override
    public Optional<String> lacks() {
        return charts.trouble().map(reason -> "messages go out without a chart: " + reason);
    }

    /** A message without a life: nothing changes it later, and it has no buttons. */
    @Override
    public DeliveryOutcome send(Message message) {
        Life life = lifeOf(message);
        return post(
                        life,
                        message,
                        renderer.silent().render(life, message.mayBeRepeat() ? REPEAT : List.of()),
                        Deadline.in(PATIENCE))
                .outcome();
    }

    @Override
    public String preview(Message message) {
        return renderer.render(lifeOf(message), List.of()).json();
    }

    @Override
    public Optional<String> standingTrouble() {
        return api.standingTrouble();
    }

    @Override
    public Optional<String> troubleReaching() {
        return switch (api.write("auth.test", new JsonObject(), Deadline.in(PATIENCE))) {
            case SlackReply.Done done -> Optional.empty();
            case SlackReply.Error error -> Optional.of(SlackWords.withHint(error));
            case SlackReply.NoWord(DeliveryOutcome outcome) -> Optional.of(reasonOf(outcome));
        };
    }

    private LivingOutcome tellInThread(Life life, Message news, SlackReference reference, Deadline deadline) {
        if (!told.isTold(news)) {
            if (news.mayBeRepeat()) {
                Found found = search.reply(reference, news.key(), deadline);
                if (found instanceof Found.Later(DeliveryOutcome outcome)) {
                    return new LivingOutcome(outcome, reference.json());
                }
                if (found instanceof Found.There) {
                    return changeTold(
                            life, news, reference, "found in the thread: an earlier try had arrived", deadline);
                }
            }
            switch (reply(life, news, reference, deadline)) {
                case SlackReply.Done done -> told.add(news);
                case SlackReply.Error error -> {
                    boolean isElsewhere = !reference.channel().equals(options.channel())
                            && SlackWords.isAboutTheChannel(error.word());
                    return isElsewhere || SlackWords.saysItIsGone(error.word())
                            ? post(life, news, DELETED, deadline)
                            : new LivingOutcome(SlackWords.outcomeOf(error), reference.json());
                }
                case SlackReply.NoWord(DeliveryOutcome outcome) -> {
                    return new LivingOutcome(outcome, reference.json());
                }
            }
        }
        return changeTold(life, news, reference, "200 in the thread", deadline);
    }

    /** The news is told; now the message is brought up to date. */
    private LivingOutcome changeTold(Life life, Message news, SlackReference before, String how, Deadline deadline) {
        Updated updated = update(life, before, deadline);
        SlackReference reference = updated.reference();
        return switch (updated.reply()) {
            case SlackReply.Done done -> new LivingOutcome(new Delivered(how), reference.json());
            case SlackReply.Error(String word, String detail)
            when SlackWords.saysItIsGone(word) -> post(life, news, DELETED, deadline);
            case SlackReply.Error error ->
                switch (SlackWords.outcomeOf(error)) {
                    case TryLater(var after, String reason)
                    when !SlackWords.isAboutTheChannel(error.word()) -> later(after, reason, news, reference);
                    case Unknown(String reason) -> later(Optional.empty(), reason, news, reference);
                    // Edits are forbidden, or this one is: people have read the news in the thread.
                    case TryLater later -> new LivingOutcome(unchanged(how, later.reason()), reference.json());
                    case Refused(String reason) -> new LivingOutcome(unchanged(how, reason), reference.json());
                    case Delivered delivered -> new LivingOutcome(delivered, reference.json());
                };
            case SlackReply.NoWord(DeliveryOutcome outcome) ->
                outcome instanceof TryLater(var after, String reason)
                        ? later(after, reason, news, reference)
                        : later(Optional.empty(), reasonOf(outcome), news, reference);
        };
    }

    private static DeliveryOutcome unchanged(String how, String reason) {
        return new Delivered(how + "; the message itself stays as it was: " + reason);
    }

    /** The next try passes over the reply: only the message is left to be changed. */
    private LivingOutcome later(Optional<Duration> after, String reason, Message news, SlackReference reference) {
        told.add(news);
        return new LivingOutcome(
                new TryLater(after, "told in the thread, the message is not changed yet: " + reason), reference.json());
    }

    private LivingOutcome post(Life life, Message news, List<String> notes, Deadline deadline) {
        return post(life, news, renderer.render(life, notes), deadline);
    }

    private LivingOutcome post(Life life, Message news, SlackMessage card, Deadline deadline) {
        Optional<String> call =
                news.tale() == Tale.FIRED || news.tale() == Tale.ESCALATED ? options.mention() : Optional.empty();
        SlackMessage called = call.map(card::calling).orElse(card);
        SlackMark mark = new SlackMark(life.id(), news.key());
        JsonObject arguments = arguments(options.channel(), mark);
        SlackReply reply = writeCard("chat.postMessage", arguments, called, deadline);
        return switch (reply) {
            case SlackReply.Done(JsonObject body) -> {
                SlackReference reference =
                        new SlackReference(SlackApi.text(body, "channel"), SlackApi.text(body, "ts"), news.key());
                yield new LivingOutcome(new Delivered("200 posted"), reference.json());
            }
            case SlackReply.Error error -> new LivingOutcome(SlackWords.outcomeOf(error), null);
            case SlackReply.NoWord(DeliveryOutcome outcome) -> new LivingOutcome(outcome, null);
        };
    }

    private SlackReply reply(Life life, Message news, SlackReference reference, Deadline deadline) {
        // An edit calls nobody: trouble that people have not heard of is shown in the channel too.
        boolean isLoud = switch (news.tale()) {
            case FIRED, ESCALATED, STILL, NO_DATA, ERROR, EVENT -> true;
            case RESOLVED, OVER, RECOVERING, RELAPSED, EASED, EXPIRED, UNWATCHED -> false;
        };
        Optional<String> call = news.tale() == Tale.ESCALATED ? options.mention() : Optional.empty();
        JsonObject arguments = arguments(reference.channel(), new SlackMark(life.id(), news.key()));
        arguments.addProperty("thread_ts", reference.ts());
        arguments.addProperty("reply_broadcast", isLoud);
        return writeCard("chat.postMessage", arguments, replies.render(news, call), deadline);
    }

    /** @param reference of the message with what it shows now */
    private record Updated(SlackReply reply, SlackReference reference) {}

    /** A chart that Slack does not show keeps nothing else from being shown. */
    private Updated update(Life life, SlackReference reference, Deadline deadline) {
        JsonObject arguments = arguments(reference.channel(), new SlackMark(life.id(), reference.news()));
        arguments.addProperty("ts", reference.ts());
        SlackChart chart = charts.of(life.id()).orElse(reference.chart());
        SlackReference now = reference.showing(chart);
        if (chart != null && chart.isThere()) {
            SlackMessage card = renderer.render(life, List.of(), Optional.of(chart));
            SlackReply reply = api.write("chat.update", card.into(arguments, true), deadline);
            if (!(reply instanceof SlackReply.Error(String word, String detail)) || !SlackWords.isAboutBlocks(word)) {
                return new Updated(reply, reply instanceof SlackReply.Done ? now : reference);
            }
            charts.refused(life.id(), chart);
            now = reference.showing(
                    charts.of(life.id()).filter(other -> !other.isThere()).orElse(null));
        }
        SlackReply reply = writeCard("chat.update", arguments, renderer.render(life, List.of()), deadline);
        return new Updated(reply, now);
    }

    private static JsonObject arguments(String channel, SlackMark mark) {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("channel", channel);
        arguments.add("metadata", mark.metadata());
        return arguments;
    }

    /** Whatever Slack has against the blocks, the news goes out in plain words. */
    private SlackReply writeCard(String method, JsonObject arguments, SlackMessage card, Deadline deadline) {
        SlackReply reply = api.write(method, card.into(arguments, true), deadline);
        return reply instanceof SlackReply.Error(String word, String detail) && SlackWords.isAboutBlocks(word)
                ? api.write(method, card.into(arguments, false), deadline)
                : reply;
    }

    private static Instant notBefore(Life life) {
        return life.alerts().stream()
                .map(alert -> alert.breach().window().end())
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH)
                .minus(CLOCKS_DIFFER);
    }

    private static Life lifeOf(Message message) {
        return new Life(
                message.key(),
                message.first().notice().rule(),
                null,
                message.stories().stream().map(SlackBot::alertOf).toList());
    }

    private static LifeAlert alertOf(Story story) {
        return Router.isEnd(story.notice().kind())
                ? new LifeAlert(
                        story.breach() == null ? story.notice() : story.breach(), story.notice(), false, List.of())
                : new LifeAlert(story.notice(), null, false, List.of());
    }

    private static String reasonOf(DeliveryOutcome outcome) {
        return switch (outcome) {
            case Delivered(String answer) -> answer;
            case TryLater(var after, String reason) -> reason;
            case Refused(String reason) -> reason;
            case Unknown(String reason) -> reason;
        };
    }
}
