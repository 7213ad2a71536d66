package dev.tocsin.launcher.rules;

import dev.tocsin.alert.lint.FileLint;
import dev.tocsin.alert.lint.Linted;
import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.rule.KibanaShelf;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.launcher.desk.AskedKibana;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Files as lint sees them, with Kibana's objects if a rule refers to one: else Kibana is not asked. */
final class FilesLooked {
    private FilesLooked() {}

    /** @param channels of an engine that may be asked */
    static Linted at(Desk desk, Path what, boolean offline, Supplier<List<String>> channels) {
        ChannelPlaces places = new ChannelPlaces(desk.config(), desk.environment(), channels);
        Unasked unasked = new Unasked(offline ? "no server is asked (--offline)" : "KIBANA_URL is not set");
        Linted files = look(what, places, unasked);
        if (offline || !unasked.isWanted) {
            return files;
        }
        return AskedKibana.by(desk)
                .map(FilesLooked::orElsewhere)
                .map(shelf -> look(what, places, KibanaSource.of(shelf)))
                .orElse(files);
    }

    private static Linted look(Path what, ChannelPlaces places, KibanaSource kibana) {
        try {
            return FileLint.look(what, places, kibana);
        } catch (IllegalArgumentException e) {
            throw new Problem(e.getMessage() + ": name a rule file or a folder, or set TOCSIN_CONFIG", e);
        }
    }

    /** The engine may have a Kibana that answers, or a copy of what it said. */
    private static KibanaShelf orElsewhere(KibanaShelf shelf) {
        String trouble = shelf.trouble();
        return trouble == null ? shelf : KibanaShelf.elsewhere(trouble);
    }

    private static final class Unasked implements KibanaSource {
        private final KibanaShelf shelf;
        private boolean isWanted;

        Unasked(String trouble) {
            this.shelf = KibanaShelf.elsewhere(trouble);
        }

        @Override
        public KibanaShelf current() {
            return shelf;
        }

        @Override
        public void wanted() {
            isWanted = true;
        }
    }
}
