package dev.tocsin.alert.api;

import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.ChannelState;
import dev.tocsin.alert.notify.Circuit;
import dev.tocsin.alert.notify.DeliveryQueue;
import dev.tocsin.alert.notify.NotificationConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who is told, and what became of it: the answer to "did it send, and why not". */
@RestController
@RequestMapping("/api/v1")
final class NotificationsController {
    private static final Set<String> STATES = Set.of("waiting", "sending", "sent", "dead", "suppressed", "unsaid");

    private final NotificationViews views;
    private final DeliveryQueue queue;
    private final ChannelBook book;

    NotificationsController(NotificationViews views, DeliveryQueue queue, ChannelBook book) {
        this.views = views;
        this.queue = queue;
        this.book = book;
    }

    /**
     * The notifications asked for.
     *
     * @param next what to give as {@code after} for those behind them; null if there are no more
     */
    record Notifications(
            List<NotificationViews.Notification> notifications,
            @Nullable String next) {}

    /** The channels, and what is wrong or missing in the files about them. */
    record Channels(
            List<Entry> channels, @Nullable String defaultChannel, List<String> problems, List<String> warnings) {}

    /**
     * One channel.
     *
     * @param type null if it is not in channels.yml any more, or cannot be used
     * @param failing whether the last try did not deliver
     * @param circuit whether messages are sent now
     * @param state null if nothing was ever meant for it
     */
    record Entry(
            String name,
            @Nullable String type,
            boolean failing,
            Circuit circuit,
            @Nullable ChannelState state) {}

    @GetMapping("/notifications")
    Notifications notifications(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        if (state != null && !STATES.contains(state)) {
            throw BadRequest.because(
                    "there is no such state", "one of dead, sending, sent, suppressed, unsaid, waiting");
        }
        int most = Limits.most(limit);
        Paged<NotificationViews.Notification> page = Paged.of(
                views.notifications(
                        Optional.ofNullable(state), Optional.ofNullable(rule), Optional.ofNullable(after), most + 1),
                most,
                NotificationViews.Notification::id);
        return new Notifications(page.items(), page.next());
    }

    @GetMapping("/channels")
    Channels channels() {
        NotificationConfig config = book.current();
        Map<String, String> types = new LinkedHashMap<>();
        config.names().forEach(name -> types.put(name, ""));
        for (Channel channel : config.channels()) {
            types.put(channel.name(), channel.type());
        }
        Map<String, ChannelState> states = new LinkedHashMap<>();
        for (ChannelState state : queue.states()) {
            if (state.channel().equals(HeartbeatRule.CHANNEL)) {
                continue;
            }
            states.put(state.channel(), state);
            types.putIfAbsent(state.channel(), "");
        }
        List<Entry> entries = new ArrayList<>();
        types.forEach((name, type) -> {
            ChannelState state = states.get(name);
            boolean isFailing = state != null && state.failingSince() != null;
            entries.add(new Entry(
                    name,
                    type.isEmpty() ? null : type,
                    isFailing,
                    state == null ? Circuit.CLOSED : state.circuit(),
                    state));
        });
        return new Channels(
                entries,
                config.routes().defaultChannel().orElse(null),
                config.problems().stream().map(problem -> problem.inWords()).toList(),
                config.warnings());
    }
}
