package dev.tocsin.alert;

import dev.tocsin.access.FileWatch;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.route.ConfigProblem;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether channels, routes or their secrets were changed, and says what came of it. Beside the
 * cycle: what is new may wait for name servers, and no window waits with it. Start it once.
 */
final class ChannelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelWatch.class);

    private final ChannelBook book;
    private final Consumer<List<Channel>> changed;
    private final InstantSource clock;
    private @Nullable FileWatch watch;
    private boolean isFailing;

    /** @param changed takes the channels that are in force from now on */
    ChannelWatch(ChannelBook book, Consumer<List<Channel>> changed, InstantSource clock) {
        this.book = book;
        this.changed = changed;
        this.clock = clock;
    }

    void start() {
        watch = FileWatch.start("channel-watch", this::look, this::complain);
    }

    private void look() {
        if (book.readAgain(clock.instant())) {
            NotificationConfig config = book.current();
            changed.accept(config.channels());
            LOG.atInfo()
                    .addKeyValue(
                            "channels",
                            config.channels().stream().map(Channel::name).toList())
                    .addKeyValue("problems", config.problems().size())
                    .log("channels and routes read again");
            tell(config);
        }
        isFailing = false;
    }

    private void complain(Throwable e) {
        if (!isFailing) {
            isFailing = true;
            LOG.atError().setCause(e).log("looking at channels and routes failed; those in force stay");
        }
    }

    static void tell(NotificationConfig config) {
        for (ConfigProblem problem : config.problems()) {
            LOG.atWarn().log("{}", problem.inWords());
        }
        config.warnings().forEach(warning -> LOG.atWarn().log("{}", warning));
    }

    @Override
    public void close() {
        FileWatch running = watch;
        if (running != null) {
            running.close();
        }
    }
}
