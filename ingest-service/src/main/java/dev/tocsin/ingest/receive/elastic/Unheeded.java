package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.receive.Ignored;
import dev.tocsin.ingest.receive.RequestHead;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request asks for beside its events, in its query for all of them and in action lines for one. */
final class Unheeded {
    private final Set<Ignored> ofAll = EnumSet.noneOf(Ignored.class);
    private final Map<Ignored, Integer> counts = new EnumMap<>(Ignored.class);

    Unheeded(RequestHead head) {
        for (String name : head.parameters().keySet()) {
            Ignored what = of(name, head.parameter(name));
            if (what != null) {
                ofAll.add(what);
            }
        }
    }

    /** A member of an action line. */
    void in(String name, @Nullable String value) {
        Ignored what = of(name, value);
        if (what != null && !ofAll.contains(what)) {
            counts.merge(what, 1, Integer::sum);
        }
    }

    Map<Ignored, Integer> of(int records) {
        Map<Ignored, Integer> all = new EnumMap<>(counts);
        ofAll.forEach(what -> all.put(what, records));
        return all;
    }

    /** Null for what is done anyway, and for what says nothing. */
    private static @Nullable Ignored of(String name, @Nullable String value) {
        return switch (name) {
            case "pipeline" -> "_none".equals(value) ? null : Ignored.PIPELINE;
            case "routing", "_routing" -> Ignored.ROUTING;
            case "dynamic_templates" -> Ignored.DYNAMIC_TEMPLATES;
            case "refresh" -> "false".equals(value) ? null : Ignored.REFRESH;
            // Always with if_primary_term.
            case "if_seq_no" -> Ignored.IF_SEQ_NO;
            case "version" -> Ignored.VERSION;
            case "require_alias" -> "false".equals(value) ? null : Ignored.REQUIRE_ALIAS;
            case "wait_for_active_shards" -> Ignored.WAIT_FOR_ACTIVE_SHARDS;
            default -> null;
        };
    }
}
