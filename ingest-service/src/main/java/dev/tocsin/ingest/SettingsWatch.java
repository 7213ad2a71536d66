package dev.tocsin.ingest;

import dev.tocsin.access.FileRest;
import dev.tocsin.access.FileWatch;
import dev.tocsin.ingest.receive.CannotOpenDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether {@code ingest.yml} was changed. What is {@link Live} is in force at once, of the rest it is
 * said that it needs a restart; a file that is broken changes nothing. The first look is at what the service was started
 * with, for the file may have been changed since that was read.
 */
final class SettingsWatch {
    private static final Logger log = LoggerFactory.getLogger(SettingsWatch.class);

    private final Path file;
    private final Reading reading;
    private final Consumer<IngestSettings> change;
    private final RefusedFiles refused;
    private final InstantSource clock;
    private final FileRest rest;
    private Optional<String> content = Optional.empty();
    private IngestSettings inForce;
    private boolean isThere;

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
            Path file,
            Reading reading,
            IngestSettings started,
            Consumer<IngestSettings> change,
            RefusedFiles refused,
            InstantSource clock) {
        this.file = file;
        this.reading = reading;
        this.change = change;
        this.refused = refused;
        this.clock = clock;
        this.rest = new FileRest(file);
        this.inForce = started;
    }

    /**
     * Looks from now on.
     *
     * @param started what the service was started with
     * @param change given what is in force now: what was started with, but for what is live; throws {@link
     *     IllegalArgumentException} or {@link CannotOpenDoor} if it cannot be, and then nothing has changed
     * @param refused told when the file cannot be used, and when it can
     */
    static FileWatch start(
            Path file,
            Reading reading,
            IngestSettings started,
            Consumer<IngestSettings> change,
            RefusedFiles refused,
            InstantSource clock) {
        SettingsWatch watch = new SettingsWatch(file, reading, started, change, refused, clock);
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
        isThere = true;
        Reading.Result read = reading.read();
        if (!content().equals(found)) {
            return; // changed while it was read: the next look has it
        }
        content = found;
        read.trouble().ifPresent(this::refuse);
        read.settings().ifPresent(this::take);
    }

    private void tellOnceThatItIsAway() {
        if (isThere) {
            isThere = false;
            content = Optional.empty(); // what comes back is judged anew
            refused.refuse(WatchedFile.SETTINGS, file + " is away or empty");
            log.atWarn().addKeyValue("file", file).log("the settings are away or empty; what was in force stays");
        }
    }

    private void take(IngestSettings written) {
        IngestSettings before = inForce;
        try {
            IngestSettings now = LiveSettings.taken(before, written);
            if (!now.equals(before)) {
                change.accept(now);
                inForce = now;
                log.atInfo().addKeyValue("changed", keys(before, now)).log("settings were read again");
            }
        } catch (IllegalArgumentException | CannotOpenDoor e) {
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        refused.settle(WatchedFile.SETTINGS);
        List<String> atRestart = keys(inForce, written);
        if (!atRestart.isEmpty()) {
            log.atWarn().addKeyValue("changed", atRestart).log("settings were changed that need a restart");
        }
    }

    private static List<String> keys(IngestSettings before, IngestSettings now) {
        return ChangedKeys.between(before, now, "tocsin.ingest");
    }

    private void refuse(String reason) {
        refused.refuse(WatchedFile.SETTINGS, reason);
        RefusedFiles.mistakesIn(reason)
                .forEach(mistake -> log.atError()
                        .addKeyValue("reason", mistake)
                        .log("what is set now cannot be used; what was in force stays"));
    }

    private Optional<String> content() {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
