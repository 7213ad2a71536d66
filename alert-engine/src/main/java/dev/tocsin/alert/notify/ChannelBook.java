package dev.tocsin.alert.notify;

import dev.tocsin.access.FileRest;
import dev.tocsin.alert.route.ConfigFile;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.RoutesFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Channels and routes in force, read again when their files, or secrets that they refer to, change and are at rest. A
 * channel that breaks goes on as it was last good, and so do all of them when their file cannot be read or is gone; routes
 * with a mistake go on as they were last without one. Neither file waits for the other to be mended. Thread-safe.
 */
public final class ChannelBook {
    public static final String CHANNELS = "channels.yml";
    public static final String ROUTES = "routes.yml";

    private final ChannelPlaces places;
    private final ChannelsFile file;
    private final FileRest rest;
    private @Nullable Sight taken;
    private ChannelsFile.Reading channels = ChannelsFile.Reading.NONE;
    private ConfigFile.@Nullable Content goodRoutes;
    private volatile NotificationConfig current;

    /** What one look finds; never shown, for it has secrets. */
    private record Sight(ConfigFile.Content channels, ConfigFile.Content routes, Map<String, String> secrets) {}

    private ChannelBook(ChannelPlaces places, List<ChannelFactory> factories) {
        this.places = places;
        this.file = new ChannelsFile(places, factories);
        this.rest =
                new FileRest(places.folder().resolve(CHANNELS), places.folder().resolve(ROUTES));
        this.current = take(look());
    }

    /** With what the files say now. */
    public static ChannelBook open(Path folder, Map<String, String> environment, List<ChannelFactory> factories) {
        ChannelBook book = new ChannelBook(new ChannelPlaces(folder, environment), factories);
        book.current = book.current.lookedAhead();
        return book;
    }

    static NotificationConfig read(ChannelPlaces places, List<ChannelFactory> factories) {
        return new ChannelBook(places, factories).current();
    }

    public NotificationConfig current() {
        return current;
    }

    /** Whether anything changed since the last look. May ask for the addresses of names, and so take its time. */
    public synchronized boolean readAgain(Instant now) {
        Sight found = look();
        if (!rest.isAtRest(found, now) || found.equals(taken)) {
            return false;
        }
        current = take(found).lookedAhead();
        return true;
    }

    private Sight look() {
        ConfigFile.Content written = ConfigFile.Content.of(places.folder().resolve(CHANNELS));
        String text = written.text() == null ? "" : written.text();
        return new Sight(written, ConfigFile.Content.of(places.folder().resolve(ROUTES)), file.secretsIn(text));
    }

    private NotificationConfig take(Sight found) {
        boolean isGone = !found.channels().isThere() && taken != null && !channels.isOfEnvironment();
        channels = isGone
                ? channels.with(List.of(new ConfigProblem(
                        CHANNELS,
                        0,
                        "",
                        "is not there any more, the channels known so far are used",
                        "an empty file says that there are none")))
                : file.read(found.channels(), channels);
        taken = found;
        List<String> names = channels.isSilent() ? places.engine().get() : channels.names();
        RoutesFile.Reading routes = RoutesFile.read(found.routes(), names);
        List<ConfigProblem> problems = Stream.concat(channels.problems().stream(), routes.problems().stream())
                .toList();
        ConfigFile.Content good = goodRoutes;
        if (routes.problems().isEmpty()) {
            goodRoutes = found.routes();
        } else if (good != null) {
            // Read against the channels of now: a route to one that is gone would lead nowhere.
            routes = RoutesFile.read(good, names);
        }
        return new NotificationConfig(
                channels.channels(),
                names,
                routes.routes(),
                problems,
                channels.made().isEmpty() ? List.of(NotificationConfig.NOBODY) : List.of());
    }
}
