package dev.tocsin.alert.notify;

import java.util.Map;
import java.util.Optional;

/** Makes channels of one type; registered by the wiring. */
public interface ChannelFactory {
    /** The key in channels.yml, such as {@code slack}. */
    String type();

    /** Empty after reporting what is wrong with the options. */
    Optional<Channel> create(String name, ChannelOptions options);

    /** The channel that the environment alone describes; used when channels.yml has none. */
    default Optional<Channel> fromEnvironment(Map<String, String> environment, ChannelOptions.Complaints complaints) {
        return Optional.empty();
    }
}
