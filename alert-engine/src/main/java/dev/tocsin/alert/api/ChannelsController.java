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
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The channels and how they are doing; nothing of what is secret about them. */
@RestController
@RequestMapping("/api/v1/channels")
final class ChannelsController {
    private final DeliveryQueue queue;
    private final ChannelBook book;

    ChannelsController(DeliveryQueue queue, ChannelBook book) {
        this.queue = queue;
        this.book = book;
    }

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

    @GetMapping
    Channels channels() {
        NotificationConfig config = book.current();
        return new Channels(
                entries(config),
                config.routes().defaultChannel().orElse(null),
                config.problems().stream().map(problem -> problem.inWords()).toList(),
                config.warnings());
    }

    @GetMapping("/{name}")
    Entry one(@PathVariable String name) {
        return entries(book.current()).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        BadRequest.notFound("there is no channel of that name", "GET /api/v1/channels lists them"));
    }

    private List<Entry> entries(NotificationConfig config) {
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
        return entries;
    }
}
