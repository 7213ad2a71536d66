package dev.tocsin.launcher.queries;

import dev.tocsin.alert.rule.KibanaShelf;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.alert.rule.QueryLibrary;
import dev.tocsin.alert.rule.QueryLibrary.Lookup;
import dev.tocsin.alert.rule.QueryOrigin;
import dev.tocsin.alert.rule.References;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.rule.RuleFiles;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.launcher.desk.AskedKibana;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The saved queries as this moment has them: the files, and Kibana, asked once if there is one.
 *
 * @param kibanaTrouble why Kibana's objects are not among them
 */
record QueryShelf(QueryLibrary library, RuleSet rules, Optional<String> kibanaTrouble) {
    static QueryShelf read(Desk desk) {
        KibanaShelf kibana = AskedKibana.by(desk).orElse(KibanaShelf.NO_KIBANA);
        References references = References.read(desk.config(), KibanaSource.of(kibana));
        RuleSet rules = RuleFiles.read(desk.config().resolve("rules"), RuleDefaults.STANDARD, references);
        return new QueryShelf(references.queries(), rules, Optional.ofNullable(kibana.trouble()));
    }

    /** A saved query by name, else an object of Kibana by title or id. */
    Lookup.Found find(String name) {
        Lookup first = library.named(name);
        Lookup lookup = first instanceof Lookup.Found || library.kibana().isEmpty() ? first : kibana(name, first);
        return switch (lookup) {
            case Lookup.Found found -> found;
            case Lookup.Elsewhere(String reason, String hint) -> throw new Problem(reason + "\n  " + hint);
            case Lookup.Missing(String reason, String hint) ->
                throw new Problem(reason
                        + (hint == null ? "" : "\n  " + hint)
                        + kibanaTrouble.map(trouble -> "\n  " + trouble).orElse(""));
        };
    }

    private Lookup kibana(String name, Lookup otherwise) {
        Lookup found = library.ofKibana(name, null);
        boolean isKnown = found instanceof Lookup.Found
                || library.kibana().stream()
                        .anyMatch(entry -> entry.object().title().equals(name)
                                || entry.object().id().equals(name)
                                || entry.key().equals(name));
        return isKnown ? found : otherwise;
    }

    List<String> usedBy(QueryOrigin.Kind kind, String name) {
        return rules.rules().stream()
                .filter(rule -> rule.query().origin().kind() == kind
                        && rule.query().origin().name().equals(name))
                .map(Rule::name)
                .toList();
    }
}
