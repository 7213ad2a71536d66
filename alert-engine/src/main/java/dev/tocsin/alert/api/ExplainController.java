package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Why a rule fired at a time, or did not. */
@RestController
@RequestMapping("/api/v1/rules")
final class ExplainController {
    private final RuleBook rules;
    private final RuleViews views;
    private final Explanations explanations;

    ExplainController(RuleBook rules, RuleViews views, Explanations explanations) {
        this.rules = rules;
        this.views = views;
        this.explanations = explanations;
    }

    /** @param at the window that ended last then; now without it */
    @GetMapping(value = "/{name}/explain", produces = MediaType.APPLICATION_JSON_VALUE)
    String explain(@PathVariable String name, @RequestParam(required = false) @Nullable String at) throws IOException {
        Rule rule = rules.current()
                .rule(name)
                .orElseThrow(() -> BadRequest.notFound(
                        "there is no rule of that name, or its file cannot be read",
                        "./tocsin rules list, or GET /api/v1/rules, shows rules and problems"));
        Instant now = views.now();
        Instant when = Limits.time("at", at).orElseGet(() -> now.minus(rule.delay()));
        if (when.isAfter(now)) {
            throw BadRequest.because("at lies in the future", "it is " + now + " by the database's clock");
        }
        return explanations.explain(rule, when).toString();
    }
}
