package dev.tocsin.alert.notify;

import dev.tocsin.access.SecretMissing;
import dev.tocsin.access.SecretReferences;
import dev.tocsin.alert.route.ConfigSection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        return optional(option);
    }

    /** Empty if it is not there, or after reporting why it cannot be used. */
    public Optional<String> optional(String option) {
        return written(option).flatMap(text -> filledIn(option, text));
    }

    /** As it stands there, references to secrets included; empty if it is not there, or after reporting why. */
    public Optional<String> written(String option) {
        return section.text(option);
    }

    /** What its references to secrets stand for, which nobody may be shown; none if it cannot be used. */
    public List<String> secretsIn(String option) {
        try {
            return written(option).map(secrets::valuesIn).orElse(List.of());
        } catch (SecretMissing e) {
            // Whoever asks for the option itself reports it.
            return List.of();
        }
    }

    /** One text or several; empty if it is not there, or after reporting why. */
    public List<String> list(String option) {
        return section.textsOf(option).stream()
                .flatMap(text -> filledIn(option, text).stream())
                .toList();
    }

    /** One of these words, the first of them if the option is not there; empty after reporting that it is none. */
    public Optional<String> oneOf(String option, String... words) {
        if (!section.has(option)) {
            return Optional.of(words[0]);
        }
        Optional<String> text = written(option);
        if (text.isEmpty() || List.of(words).contains(text.get())) {
            return text;
        }
        report(
                option,
                "is none of " + String.join(", ", words),
                ConfigSection.meant(text.get(), List.of(words), "one of: "));
        return Optional.empty();
    }

    /** Options below an option, by names of the person's choice. */
    public Optional<ChannelOptions> below(String option) {
        return section.section(option).map(deeper -> new ChannelOptions(channel, deeper, secrets));
    }

    public Set<String> names() {
        return section.keys();
    }

    public boolean has(String option) {
        return section.has(option);
    }

    private Optional<String> filledIn(String option, String text) {
        try {
            return Optional.of(secrets.fillIn(text));
        } catch (SecretMissing e) {
            report(option, "channel '" + channel + "' needs " + e.getMessage(), e.hint());
            return Optional.empty();
        }
    }

    public void report(String option, String reason, String hint) {
        section.report(option, reason, hint);
    }
}
