package dev.tocsin.launcher.queries;

import dev.tocsin.alert.lint.KnownServices;
import dev.tocsin.alert.rule.BadQuery;
import dev.tocsin.alert.rule.QueryLanguage;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which events are meant. */
final class EventSearch {
    /** Where events are when no service is named. */
    static final List<String> ALL = List.of("logs-*-tocsin*");

    @Option(names = "--service", paramLabel = "NAME", description = "Only events of this service.")
    @Nullable
    String service;

    @Option(names = "--kql", paramLabel = "KQL", description = "Only events that match, as in Kibana.")
    @Nullable
    String kql;

    /** @throws Problem with the place if the KQL is wrong */
    RuleQuery query() {
        RuleQuery query = service == null
                ? RuleQuery.ofStreams(ALL, QueryLanguage.KQL, kql == null ? "" : kql)
                : RuleQuery.ofService(service, QueryLanguage.KQL, kql == null ? "" : kql);
        try {
            query.toElasticsearch(null);
            return query;
        } catch (BadQuery e) {
            String place = e.offset() < 0 ? "" : "\n    " + kql + "\n    " + " ".repeat(e.offset()) + "^";
            throw new Problem(e.getMessage() + place + (e.hint() == null ? "" : "\n    " + e.hint()), e);
        }
    }

    /** Says which services there are if nothing of the one that is meant ever arrived; false if that is not the reason. */
    boolean saysThatTheServiceIsUnknown(ElasticLink link, Terminal terminal) throws IOException {
        if (service == null) {
            return false;
        }
        Optional<KnownServices.Absence> absence = new KnownServices(link).absenceOf(service);
        absence.ifPresent(found -> terminal.text(PlainText.of(inWords(found))));
        return absence.isPresent();
    }

    private static String inWords(KnownServices.Absence absence) {
        String hint = absence.hint();
        return "N" + absence.reason().substring(1)
                + (hint == null
                        ? "."
                        : "; " + hint + ". The name is that of service.name, as its logback.xml says it.");
    }
}
