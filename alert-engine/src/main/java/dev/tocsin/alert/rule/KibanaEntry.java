package dev.tocsin.alert.rule;

import dev.tocsin.query.kibana.SavedObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search or query of Kibana that rules can refer to.
 *
 * @param where an exported file, or the address of Kibana
 * @param isLive whether Kibana itself is asked for it, again and again
 * @param formerTitles it had, so that a rule finds it after it was renamed
 * @param goneSince when it was first missing in Kibana; null while it is there
 */
public record KibanaEntry(
        SavedObject object,
        String where,
        boolean isLive,
        List<String> formerTitles,
        @Nullable Instant goneSince) {
    public KibanaEntry {
        formerTitles = List.copyOf(formerTitles);
    }

    /** An id that no object of another kind has. */
    public String key() {
        return object.kind().type() + ":" + object.id();
    }
}
