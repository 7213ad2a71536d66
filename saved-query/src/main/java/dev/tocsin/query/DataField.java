package dev.tocsin.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of a {@link DataView}: Kibana's type ({@code string}, {@code date}, {@code number}, …, empty if unknown) and
 * the types it has in Elasticsearch, one per distinct mapping.
 */
public record DataField(
        String name,
        String type,
        List<String> esTypes,
        @Nullable String nestedPath,
        @Nullable String multiParent,
        boolean scripted) {
    private static final List<String> KEYWORD = List.of("keyword");

    public DataField {
        esTypes = List.copyOf(esTypes);
    }

    static DataField unknown(String name) {
        return new DataField(name, "", List.of(), null, null, false);
    }

    /** Mapped as keyword everywhere: only then a value is a term and not a text to analyse. */
    boolean isKeyword() {
        return esTypes.equals(KEYWORD);
    }

    boolean isDate() {
        return type.equals("date");
    }
}
