package dev.tocsin.alert.api;

import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tries a channel, and shows what a rule would send. */
@RestController
@RequestMapping("/api/v1")
final class TrialsController {
    private static final Logger LOG = LoggerFactory.getLogger(TrialsController.class);

    private final RuleBook rules;
    private final NotificationViews views;
    private final ChannelBook book;
    private final ChannelTrials trials;
    private final Previews previews;
    private final AuditLog audit;

    TrialsController(
            RuleBook rules,
            NotificationViews views,
            ChannelBook book,
            ChannelTrials trials,
            Previews previews,
            AuditLog audit) {
        this.rules = rules;
        this.views = views;
        this.book = book;
        this.trials = trials;
        this.previews = previews;
        this.audit = audit;
    }

    /** Who wants a test message. */
    record Wish(@Nullable String by) {}

    /**
     * What came of it.
     *
     * @param outcome {@code delivered}, {@code tryLater}, {@code refused} or {@code unknown}
     */
    record Trial(String channel, String outcome, String detail) {}

    @PostMapping(value = "/channels/{name}/test", consumes = MediaType.APPLICATION_JSON_VALUE)
    Trial test(@PathVariable String name, @RequestBody Wish wish, Principal principal) {
        String by = Visitor.signature(principal, wish.by());
        List<String> names = book.current().names();
        DeliveryOutcome outcome = trials.send(name, by)
                .orElseThrow(() -> BadRequest.notFound(
                        names.contains(name)
                                ? "the channel '" + name + "' cannot be used"
                                : "there is no channel '" + name + "'",
                        names.isEmpty()
                                ? "write channels.yml"
                                : "there is " + String.join(", ", names)
                                        + "; ./tocsin status, or GET /api/v1/channels, says what is wrong with them"));
        LOG.atInfo().addKeyValue("channel", name).addKeyValue("by", by).log("A channel is tried");
        Trial trial = switch (outcome) {
            case DeliveryOutcome.Delivered(String answer) -> new Trial(name, "delivered", answer);
            case DeliveryOutcome.TryLater(var _, String reason) -> new Trial(name, "tryLater", reason);
            case DeliveryOutcome.Refused(String reason) -> new Trial(name, "refused", reason);
            case DeliveryOutcome.Unknown(String reason) -> new Trial(name, "unknown", reason);
        };
        // A message that is out cannot be taken back: what came of it is what there is to write down.
        return audit.changing(trail -> {
            trail.add(by, "test", "channel " + name, trial.outcome());
            return trial;
        });
    }

    @GetMapping(value = "/rules/{name}/preview", produces = MediaType.APPLICATION_JSON_VALUE)
    String preview(@PathVariable String name) {
        Rule rule = rules.current()
                .rule(name)
                .orElseThrow(() -> BadRequest.notFound(
                        "there is no rule of that name", "./tocsin rules list, or GET /api/v1/rules, shows them"));
        Previews.Preview preview = previews.of(rule, views.lastBreach(name));
        JsonArrayBuilder channels = Json.createArrayBuilder();
        preview.channels().forEach(channels::add);
        JsonArrayBuilder written = Json.createArrayBuilder();
        for (Previews.Written one : preview.written()) {
            written.add(Json.createObjectBuilder()
                    .add("channel", one.channel())
                    .add("type", one.type())
                    .add("content", one.content()));
        }
        try (JsonReader slack = Json.createReader(new StringReader(preview.slack()))) {
            return Json.createObjectBuilder()
                    .add("rule", name)
                    .add("source", preview.isReal() ? "alert" : "example")
                    .add("at", preview.at().toString())
                    .add("channels", channels)
                    .add("way", preview.way())
                    .add("slack", slack.readObject())
                    .add("written", written)
                    .build()
                    .toString();
        }
    }
}
