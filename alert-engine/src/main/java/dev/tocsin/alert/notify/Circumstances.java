package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Suppressions;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What delivery has to know beside the outbox; any of it may read the store.
 *
 * @param suppressions what suppresses now
 * @param cares who looks after which alert
 * @param inForce rules that are watched
 * @param pauses of rules that are not evaluated for a while, a clause for people by rule
 * @param reminders adds what is to be told again, and says how much that is
 */
public record Circumstances(
        Supplier<Suppressions> suppressions,
        Cares cares,
        Predicate<String> inForce,
        Supplier<Map<String, String>> pauses,
        IntSupplier reminders) {
    /** Where no rule is paused. */
    public Circumstances(
            Supplier<Suppressions> suppressions, Cares cares, Predicate<String> inForce, IntSupplier reminders) {
        this(suppressions, cares, inForce, Map::of, reminders);
    }
}
