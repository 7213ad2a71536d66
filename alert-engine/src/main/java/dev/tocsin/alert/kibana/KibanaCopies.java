package dev.tocsin.alert.kibana;

import java.util.Optional;

/** Where copies of what Kibana said outlast the engine. */
public interface KibanaCopies {
    /** @param place of Kibana: another address or space is another copy */
    Optional<String> load(String place);

    void save(String place, String copy);
}
