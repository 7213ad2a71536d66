package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.KibanaEntry;
import dev.tocsin.alert.rule.QueryLibrary;
import dev.tocsin.alert.rule.QueryOrigin;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.StoredQuery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The saved queries: what rules can refer to, who does, and what is wrong with their files. */
@RestController
@RequestMapping("/api/v1/queries")
final class QueriesController {
    private final RuleBook rules;

    QueriesController(RuleBook rules) {
        this.rules = rules;
    }

    /**
     * All of them.
     *
     * @param kibana those of Kibana, exported or live
     * @param trouble why what is known of Kibana may be old
     */
    record Overview(
            List<Saved> queries,
            List<OfKibana> kibana,
            @Nullable String trouble,
            List<String> broken,
            List<RulesController.Fault> problems) {}

    /** A saved query of a file. */
    record Saved(
            String name,
            String title,
            @Nullable String description,
            String file,
            String language,
            String query,
            @Nullable String service,
            List<String> streams,
            List<String> usedBy) {}

    /** A search or a query of Kibana. */
    record OfKibana(
            String id, String title, String from, @Nullable Instant goneSince, List<String> usedBy) {}

    @GetMapping
    Overview all() {
        QueryLibrary library = rules.references().queries();
        return new Overview(
                library.saved().stream().map(this::saved).toList(),
                library.kibana().stream().map(this::ofKibana).toList(),
                library.kibanaTrouble().orElse(null),
                library.broken(),
                library.problems().stream().map(RulesController::fault).toList());
    }

    private Saved saved(StoredQuery query) {
        return new Saved(
                query.origin().name(),
                query.title(),
                query.description(),
                query.origin().where(),
                query.language().kibanaName(),
                query.text(),
                query.service(),
                query.streams(),
                usedBy(QueryOrigin.Kind.SAVED, query.origin().name()));
    }

    private OfKibana ofKibana(KibanaEntry entry) {
        return new OfKibana(
                entry.key(),
                entry.object().title(),
                entry.where(),
                entry.goneSince(),
                usedBy(QueryOrigin.Kind.KIBANA, entry.key()));
    }

    private List<String> usedBy(QueryOrigin.Kind kind, String name) {
        return rules.current().rules().stream()
                .filter(rule -> rule.query().origin().kind() == kind
                        && rule.query().origin().name().equals(name))
                .map(Rule::name)
                .toList();
    }
}
