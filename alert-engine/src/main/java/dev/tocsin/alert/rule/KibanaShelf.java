package dev.tocsin.alert.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Kibana last said.
 *
 * @param address of Kibana; null if there is none to ask
 * @param trouble why this may not be what Kibana has now, a sentence; null if it is
 * @param isElsewhere whether somebody else may know more, such as the engine: what is missing here is not missing there
 */
public record KibanaShelf(
        List<KibanaEntry> entries,
        @Nullable String address,
        @Nullable String trouble,
        boolean isElsewhere) {
    public static final KibanaShelf NO_KIBANA = new KibanaShelf(List.of(), null, null);

    public KibanaShelf(List<KibanaEntry> entries, @Nullable String address, @Nullable String trouble) {
        this(entries, address, trouble, false);
    }

    /** Where rules are looked at and Kibana cannot be asked. */
    public static KibanaShelf elsewhere(String trouble) {
        return new KibanaShelf(List.of(), null, trouble, true);
    }

    public KibanaShelf {
        entries = List.copyOf(entries);
    }
}
