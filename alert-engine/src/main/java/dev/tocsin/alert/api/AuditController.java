package dev.tocsin.alert.api;

import java.util.List;
import java.util.Optional;
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
        List<AuditLog.Entry> found = log.entries(
                Optional.ofNullable(what),
                Optional.ofNullable(target),
                Optional.ofNullable(after).map(AuditController::position),
                most + 1);
        Paged<AuditLog.Entry> page = Paged.of(found, most, entry -> Long.toString(entry.position()));
        return new Changes(page.items(), page.next());
    }

    private static long position(String after) {
        if (!after.matches("\\d{1,18}")) {
            throw Paged.badCursor();
        }
        return Long.parseLong(after);
    }
}
