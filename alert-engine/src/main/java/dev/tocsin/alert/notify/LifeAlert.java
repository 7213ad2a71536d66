package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.state.TransitionKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alert in a living message.
 *
 * @param breach the newest that was told of it, with its values, which stay when it is over
 * @param end null while it goes on
 * @param recovering whether its condition holds no more and it goes on for {@code keepFiringFor}
 * @param acknowledged whether somebody looks after it now
 * @param remarks clauses such as {@code acknowledged by kim until 14:00Z}
 */
public record LifeAlert(
        AlertNotice breach, @Nullable AlertNotice end, boolean recovering, boolean acknowledged, List<String> remarks) {
    public LifeAlert {
        remarks = List.copyOf(remarks);
    }

    /** One that is not recovering. */
    public LifeAlert(AlertNotice breach, @Nullable AlertNotice end, boolean acknowledged, List<String> remarks) {
        this(breach, end, false, acknowledged, remarks);
    }

    /** Whether it has happened, so that no end of it is ever told. */
    public boolean isEvent() {
        return breach.kind() == TransitionKind.EVENT || breach.tellsGap();
    }
}
