package dev.tocsin.alert.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who changed what, newest first. */
@RestController
@RequestMapping("/api/v1/audit")
final class AuditController {
    private final AuditLog log;

    AuditController(AuditLog log) {
        this.log = log;
    }

    /**
     * The changes asked for.
     *
     * @param next what to give as {@code after} for those behind them; null if there are no more
     */
    record Changes(List<AuditLog.Entry> changes, @Nullable String next) {}

    @GetMapping
    Changes changes(
            @RequestParam(required = false) @Nullable String what,
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        int most = Limits.most(limit);
        AuditLog.Choice choice = new AuditLog.Choice(what, target);
        Paged<AuditLog.Entry> page = Paged.read(after, place -> log.page(choice, place, most));
        return new Changes(page.items(), page.next());
    }
}
