package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of one alert: one or several intents of one episode, folded.
 *
 * @param notice the newest
 * @param breach what {@code notice} ends, so that the values stay; null if it ends nothing or nothing is known of it
 * @param late how much later people hear of it than they should
 * @param intentIds what is told by it
 */
public record Story(
        Tale tale, AlertNotice notice, @Nullable AlertNotice breach, Duration late, List<String> intentIds) {
    public Story {
        intentIds = List.copyOf(intentIds);
    }

    boolean isAboutSameAlert(Story other) {
        return notice.rule().equals(other.notice.rule()) && notice.group().equals(other.notice.group());
    }
}
