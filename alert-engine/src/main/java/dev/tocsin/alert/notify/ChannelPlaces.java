package dev.tocsin.alert.notify;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where channels may be set, for who wants to know of them without sending.
 *
 * @param folder holds channels.yml, routes.yml and secrets/; each may be missing
 * @param environment of this process
 * @param engine names of the channels that a running engine has, its default first; asked only where file and
 *     environment say nothing of any, for an engine may have one from its own environment
 */
public record ChannelPlaces(Path folder, Map<String, String> environment, Supplier<List<String>> engine) {
    /** Without an engine that could be asked. */
    public ChannelPlaces(Path folder, Map<String, String> environment) {
        this(folder, environment, List::of);
    }

    /** The same with the files of another folder. */
    public ChannelPlaces in(Path other) {
        return new ChannelPlaces(other, environment, engine);
    }
}
