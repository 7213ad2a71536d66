package dev.tocsin.alert;

import dev.tocsin.alert.heartbeat.HeartbeatParts;
import dev.tocsin.alert.history.HistoryWriter;
import dev.tocsin.alert.kibana.KibanaReader;
import dev.tocsin.alert.notify.Delivery;
import dev.tocsin.alert.rule.KibanaSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the threads when everything is made, so that an engine that refuses to start has done nothing; ends them before
 * anything is closed: first the cycle, so that what it decides last is still delivered and written.
 */
final class EngineLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLifecycle.class);

    private final CycleLoop loop;
    private final Delivery delivery;
    private final ChannelWatch channels;
    private final HistoryWriter history;
    private final KibanaSource kibana;
    private final HeartbeatParts heartbeat;
    private final SlackButtons buttons;
    private volatile boolean isRunning;

    EngineLifecycle(
            CycleLoop loop,
            Delivery delivery,
            ChannelWatch channels,
            HistoryWriter history,
            KibanaSource kibana,
            HeartbeatParts heartbeat,
            SlackButtons buttons) {
        this.loop = loop;
        this.delivery = delivery;
        this.channels = channels;
        this.history = history;
        this.kibana = kibana;
        this.heartbeat = heartbeat;
        this.buttons = buttons;
    }

    @Override
    public void start() {
        isRunning = true;
        history.start();
        delivery.start();
        channels.start();
        buttons.start();
        if (kibana instanceof KibanaReader reader) {
            // Before rules are read: it takes what Kibana said last, so that they are there from the first moment.
            reader.start();
        }
        loop.start();
        heartbeat.start();
        LOG.info("The alert engine runs");
    }

    @Override
    public void stop() {
        heartbeat.close();
        buttons.close();
        loop.close();
        channels.close();
        delivery.close();
        history.close();
        if (kibana instanceof KibanaReader reader) {
            reader.close();
        }
        isRunning = false;
        LOG.info("The alert engine has stopped");
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
