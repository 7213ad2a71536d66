package dev.tocsin.alert.store;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Window;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Notices as JSON in the outbox, as {@link StoredJson} has it; of one that cannot be read the window may be. */
final class StoredNotices {
    /** Older rows do not have them. */
    private static final Set<String> ADDED_LATER = Set.of("queryFilters", "differs");

    private StoredNotices() {}

    /** What a row's text turned out to be. */
    sealed interface Stored {
        record Readable(AlertNotice notice) implements Stored {}

        /**
         * @param reason what could not be read, for people; nothing of what events said is in it
         * @param window null if that cannot be read either
         */
        record Unreadable(String reason, @Nullable Window window) implements Stored {}
    }

    static String write(AlertNotice notice) {
        return StoredJson.write(notice);
    }

    static Stored read(String json) {
        return switch (StoredJson.read(AlertNotice.class, json, ADDED_LATER)) {
            case StoredJson.Read.Readable<AlertNotice>(AlertNotice notice) -> new Stored.Readable(notice);
            case StoredJson.Read.Unreadable<AlertNotice>(String reason, JsonNode tree) ->
                new Stored.Unreadable("its notice cannot be read: " + reason, tree == null ? null : windowIn(tree));
        };
    }

    /** For who can do without. */
    static @Nullable AlertNotice readOrNull(String json) {
        return read(json) instanceof Stored.Readable(AlertNotice notice) ? notice : null;
    }

    private static @Nullable Window windowIn(JsonNode tree) {
        JsonNode window = tree.get("window");
        return window != null
                        && StoredJson.read(Window.class, window, Set.of())
                                instanceof StoredJson.Read.Readable<Window>(Window readable)
                ? readable
                : null;
    }

    static @Nullable String textOrNull(@Nullable String text) {
        return text == null ? null : text(text);
    }

    /** PostgreSQL takes no NUL in a text, and a log may hold one. */
    static String text(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
    }
}
