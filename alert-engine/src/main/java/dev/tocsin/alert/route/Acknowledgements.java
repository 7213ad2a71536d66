package dev.tocsin.alert.route;

import java.util.Collection;
import java.util.Map;

/** Which episodes somebody has in hand. */
@FunctionalInterface
public interface Acknowledgements {
    /** Nobody has any in hand. */
    Acknowledgements NONE = episodes -> Map.of();

    /** By episode, of these those that are acknowledged now: neither undone nor run out. */
    Map<String, Acknowledgement> of(Collection<String> episodes);
}
