package dev.tocsin.alert.api;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who is told, and what became of it: the answer to "did it send, and why not". */
@RestController
@RequestMapping("/api/v1/notifications")
final class NotificationsController {
    private static final Set<String> STATES = Set.of("waiting", "sending", "sent", "dead", "suppressed", "unsaid");

    private final NotificationViews views;

    NotificationsController(NotificationViews views) {
        this.views = views;
    }

    /**
     * The notifications asked for.
     *
     * @param next what to give as {@code after} for those behind them; null if there are no more
     */
    record Notifications(
            List<NotificationViews.Notification> notifications,
            @Nullable String next) {}

    @GetMapping
    Notifications notifications(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String channel,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        if (state != null && !STATES.contains(state)) {
            throw BadRequest.because(
                    "there is no such state", "one of dead, sending, sent, suppressed, unsaid, waiting");
        }
        int most = Limits.most(limit);
        NotificationViews.Told told = new NotificationViews.Told(state, rule, channel);
        Paged<NotificationViews.Notification> page = Paged.read(after, place -> views.notifications(told, place, most));
        return new Notifications(page.items(), page.next());
    }

    @GetMapping("/{id}")
    NotificationViews.Notification notification(@PathVariable String id) {
        return views.notification(id)
                .orElseThrow(() -> BadRequest.notFound(
                        "there is no notification of that id, or it is no longer kept",
                        "GET /api/v1/notifications lists them"));
    }
}
