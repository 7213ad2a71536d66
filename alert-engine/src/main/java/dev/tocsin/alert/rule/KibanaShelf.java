package dev.tocsin.alert.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Kibana last said.
 *
 * @param address of Kibana; null if there is none to ask
 * @param trouble why this may not be what Kibana has now, a sentence; null if it is
 */
public record KibanaShelf(
        List<KibanaEntry> entries,
        @Nullable String address,
        @Nullable String trouble) {
    public static final KibanaShelf NO_KIBANA = new KibanaShelf(List.of(), null, null);

    public KibanaShelf {
        entries = List.copyOf(entries);
    }
}
