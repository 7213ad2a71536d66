package dev.tocsin.alert.kibana;

import dev.tocsin.query.kibana.KibanaExport;
import org.jspecify.annotations.Nullable;

/** What came of asking Kibana. */
public sealed interface KibanaAnswer {
    /** Everything that is saved in the space. */
    record Exported(KibanaExport export) implements KibanaAnswer {}

    /** Kibana answered and does not give it: somebody has to do something. */
    record Refused(String reason, @Nullable String hint) implements KibanaAnswer {}

    /** No answer that can be used; it will come by itself. */
    record Away(String reason) implements KibanaAnswer {}
}
