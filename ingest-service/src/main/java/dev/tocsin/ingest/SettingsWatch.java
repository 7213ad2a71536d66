package dev.tocsin.ingest;

import dev.tocsin.access.FileRest;
import dev.tocsin.access.FileWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether {@code ingest.yml} was changed. What may change while the service runs is in force at
 * once, of the rest it is said that it needs a restart; a file that is broken changes nothing.
 */
final class SettingsWatch {
    private static final Logger log = LoggerFactory.getLogger(SettingsWatch.class);

    private final Path file;
    private final Reading reading;
    private final Consumer<IngestSettings> change;
    private final InstantSource clock;
    private final FileRest rest;
    private Optional<String> content;
    private IngestSettings inForce;
    private boolean toldAway;

    /** Reads all that is set once more. */
    @FunctionalInterface
    interface Reading {
        Result read();

        /**
         * What was read.
         *
         * @param trouble why it cannot be used; empty if it can
         * @param settings empty if it cannot be used
         */
        record Result(Optional<String> trouble, Optional<IngestSettings> settings) {}
    }

    SettingsWatch(
            Path file, Reading reading, IngestSettings started, Consumer<IngestSettings> change, InstantSource clock) {
        this.file = file;
        this.reading = reading;
        this.change = change;
        this.clock = clock;
        this.rest = new FileRest(file);
        this.content = content();
        // By the same way as later, which does not know what the command line has set.
        this.inForce = reading.read().settings().orElse(started);
    }

    /**
     * Looks from now on.
     *
     * @param started what the service was started with
     * @param change given what is set now, to take over what may change
     */
    static FileWatch start(
            Path file, Reading reading, IngestSettings started, Consumer<IngestSettings> change, InstantSource clock) {
        SettingsWatch watch = new SettingsWatch(file, reading, started, change, clock);
        return FileWatch.start(
                "settings-watch",
                watch::look,
                e -> log.atError().setCause(e).log("looking at the settings failed; those in force stay"));
    }

    void look() {
        Optional<String> found = content();
        if (!rest.isAtRest(found, clock.instant()) || found.equals(content)) {
            return;
        }
        if (found.filter(text -> !text.isBlank()).isEmpty()) {
            // Somebody is about to write it, or its disk is away; to have no settings at all is what a restart is for.
            tellOnceThatItIsAway();
            return;
        }
        toldAway = false;
        Reading.Result read = reading.read();
        if (!content().equals(found)) {
            return; // changed while it was read: the next look has it
        }
        content = found;
        read.trouble()
                .ifPresent(trouble -> log.atError()
                        .addKeyValue("reason", trouble)
                        .log("what is set now cannot be used; what was in force stays"));
        read.settings().ifPresent(this::take);
    }

    private void tellOnceThatItIsAway() {
        if (!toldAway) {
            toldAway = true;
            log.atWarn().addKeyValue("file", file).log("the settings are away or empty; what was in force stays");
        }
    }

    private void take(IngestSettings settings) {
        change.accept(settings);
        List<String> live = new ArrayList<>();
        List<String> atRestart = new ArrayList<>();
        ChangedKeys.between(inForce, settings, "tocsin.ingest")
                .forEach(key -> (IngestSettings.mayChange(key) ? live : atRestart).add(key));
        inForce = settings;
        if (!live.isEmpty()) {
            log.atInfo().addKeyValue("changed", live).log("settings were read again");
        }
        if (!atRestart.isEmpty()) {
            log.atWarn().addKeyValue("changed", atRestart).log("settings were changed that need a restart");
        }
    }

    private Optional<String> content() {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
