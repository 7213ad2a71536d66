package dev.tocsin.alert.notify;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel that throws has a bug; what it was to send is then in doubt. */
final class ChannelFault {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelFault.class);

    private ChannelFault() {}

    static DeliveryOutcome caught(String channel, Supplier<DeliveryOutcome> sending) {
        try {
            return sending.get();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("channel", channel)
                    .setCause(e)
                    .log("a channel failed in a way that it should not");
            return new DeliveryOutcome.Unknown(e.getClass().getSimpleName() + " in the channel");
        }
    }
}
