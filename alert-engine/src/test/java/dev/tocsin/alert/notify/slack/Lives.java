package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lives and news for tests: a failing checkout. */
final class Lives {
    static final AlertNotice FIRED = Notices.fired()
            .group("service.name", "checkout-api")
            .annotation("summary", "143 errors on checkout-api in 5 min")
            .annotation("runbook", "https://wiki.example.com/checkout")
            .samples("connection refused", "payment <timeout> after 30 s")
            .build();
    static final AlertNotice WARNED = Notices.fired()
            .group("service.name", "checkout-api")
            .severity(Severity.WARNING)
            .value(40.0)
            .samples("connection refused")
            .build();
    static final AlertNotice ESCALATED = Notices.of(TransitionKind.ESCALATED)
            .group("service.name", "checkout-api")
            .end(Notices.FIRST.plusSeconds(120))
            .build();
    static final AlertNotice RESOLVED = Notices.of(TransitionKind.RESOLVED)
            .group("service.name", "checkout-api")
            .end(Notices.FIRST.plusSeconds(260))
            .value(3.0)
            .build();

    static final AlertNotice UNWATCHED = FIRED.unwatched(
            new Window(Notices.FIRST.minusSeconds(40), Notices.FIRST.plusSeconds(260)),
            "the rule was removed by 2026-11-23 10:10 UTC, and it fired until then");

    private Lives() {}

    static Life life(@Nullable String reference, LifeAlert... alerts) {
        return new Life("life-1", "checkout-errors", reference, List.of(alerts));
    }

    static LifeAlert open(AlertNotice breach) {
        return new LifeAlert(breach, null, false, List.of());
    }

    static LifeAlert over(AlertNotice breach, AlertNotice end) {
        return new LifeAlert(breach, end, false, List.of());
    }

    static Message news(Tale tale, AlertNotice notice, @Nullable AlertNotice breach, String id) {
        return new Message(tale, List.of(new Story(tale, notice, breach, Duration.ZERO, List.of(id))), false);
    }

    static Message repeated(Message news) {
        return new Message(news.tale(), news.stories(), true);
    }
}
