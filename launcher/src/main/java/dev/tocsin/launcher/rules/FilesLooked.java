package dev.tocsin.launcher.rules;

import dev.tocsin.alert.lint.FileLint;
import dev.tocsin.alert.lint.Linted;
import dev.tocsin.alert.rule.KibanaShelf;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.launcher.desk.AskedKibana;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import java.nio.file.Path;

/** Files as lint sees them, with Kibana's objects if a rule refers to one: else Kibana is not asked. */
final class FilesLooked {
    private FilesLooked() {}

    static Linted at(Desk desk, Path what, boolean offline) {
        Unasked unasked = new Unasked(offline ? "no server is asked (--offline)" : "KIBANA_URL is not set");
        Linted files = look(desk, what, unasked);
        if (offline || !unasked.isWanted) {
            return files;
        }
        return AskedKibana.by(desk)
                .map(FilesLooked::orElsewhere)
                .map(shelf -> look(desk, what, KibanaSource.of(shelf)))
                .orElse(files);
    }

    private static Linted look(Desk desk, Path what, KibanaSource kibana) {
        try {
            return FileLint.look(what, desk.config(), desk.environment(), kibana);
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
