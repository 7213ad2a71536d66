package dev.tocsin.query;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A query that cannot be understood or translated. The message is Kibana's where Kibana refuses too; the offset, if there
 * is one, is the UTF-16 index in the query; the hint is ours and for people. Carries no stack trace: it tells of the
 * query, not of the code.
 */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int NOWHERE = -1;

    private final int offset;
    private final @Nullable String hint;

    private QueryException(String message, int offset, @Nullable String hint) {
        super(message, null, false, false);
        this.offset = offset;
        this.hint = hint;
    }

    public static QueryException at(int offset, String message, @Nullable String hint) {
        return new QueryException(message, offset, hint);
    }

    public static QueryException of(String message, @Nullable String hint) {
        return new QueryException(message, NOWHERE, hint);
    }

    public OptionalInt offset() {
        return offset == NOWHERE ? OptionalInt.empty() : OptionalInt.of(offset);
    }

    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** The query's line, a caret under the place, the message and the hint: several lines for a terminal. */
    public String explain(String query) {
        StringBuilder out = new StringBuilder();
        if (offset != NOWHERE) {
            out.append(CaretText.under(query, offset)).append('\n');
        }
        out.append(getMessage()).append('\n');
        if (hint != null) {
            out.append("Hint: ").append(hint).append('\n');
        }
        return out.toString();
    }
}
