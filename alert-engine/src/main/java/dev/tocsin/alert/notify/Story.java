package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of one alert: one or several intents of one episode, folded.
 *
 * @param notice the newest
 * @param breach what {@code notice} ends, so that the values stay; null if it ends nothing or nothing is known of it
 * @param late how much later people hear of it than they should
 * @param intentIds what is told by it
 * @param remarks sentences about why it is told now, such as that it was silenced
 */
public record Story(
        Tale tale,
        AlertNotice notice,
        @Nullable AlertNotice breach,
        Duration late,
        List<String> intentIds,
        List<String> remarks) {
    public Story {
        intentIds = List.copyOf(intentIds);
        remarks = List.copyOf(remarks);
    }

    /** Of which nothing has to be remarked. */
    public Story(Tale tale, AlertNotice notice, @Nullable AlertNotice breach, Duration late, List<String> intentIds) {
        this(tale, notice, breach, late, intentIds, List.of());
    }

    /** What the rule says of a breach, filled in: of its end, and of trouble with the rule, it does not speak. */
    public Optional<String> summary() {
        boolean fits = switch (tale) {
            case FIRED, ESCALATED, STILL, EVENT -> true;
            case RESOLVED, OVER, RECOVERING, RELAPSED, EASED, EXPIRED, UNWATCHED, NO_DATA, ERROR -> false;
        };
        return Optional.ofNullable(notice.annotations().get("summary")).filter(summary -> fits && !summary.isBlank());
    }

    /** The rule's runbook, if that is a page on the web. */
    public Optional<String> runbook() {
        return Optional.ofNullable(notice.annotations().get("runbook"))
                .map(String::strip)
                .filter(Story::isWeb);
    }

    private static boolean isWeb(String url) {
        try {
            URI uri = new URI(url);
            return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether it has happened, so that no end of it is ever told: events, and notices of a gap. */
    public boolean isEvent() {
        return tale == Tale.EVENT || notice.tellsGap();
    }

    boolean isAboutSameAlert(Story other) {
        return notice.rule().equals(other.notice.rule()) && notice.group().equals(other.notice.group());
    }
}
