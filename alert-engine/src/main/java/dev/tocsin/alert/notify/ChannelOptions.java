package dev.tocsin.alert.notify;

import dev.tocsin.access.SecretMissing;
import dev.tocsin.access.SecretReferences;
import dev.tocsin.alert.route.ConfigSection;
import java.util.Optional;

/** What channels.yml says of one channel, secrets filled in. A value never gets into a report. */
public final class ChannelOptions {
    private final String channel;
    private final ConfigSection section;
    private final SecretReferences secrets;

    /** Takes what is wrong. */
    public interface Complaints {
        void report(String option, String reason, String hint);
    }

    ChannelOptions(String channel, ConfigSection section, SecretReferences secrets) {
        this.channel = channel;
        this.section = section;
        this.secrets = secrets;
    }

    public void allowOnly(String... known) {
        section.allowOnly(known);
    }

    /** Empty after reporting why. */
    public Optional<String> required(String option) {
        if (!section.has(option)) {
            section.report(option, "missing", "");
        }
        return section.text(option).flatMap(text -> {
            try {
                return Optional.of(secrets.fillIn(text));
            } catch (SecretMissing e) {
                report(option, "channel '" + channel + "' needs " + e.getMessage(), e.hint());
                return Optional.empty();
            }
        });
    }

    public void report(String option, String reason, String hint) {
        section.report(option, reason, hint);
    }
}
