package dev.tocsin.ingest.index;

import dev.tocsin.ingest.index.BulkOutcome.Answered;
import dev.tocsin.ingest.index.ConflictRepair.Repaired;
import dev.tocsin.ingest.index.ItemVerdict.AlreadyThere;
import dev.tocsin.ingest.index.ItemVerdict.Conflict;
import dev.tocsin.ingest.index.ItemVerdict.Indexed;
import dev.tocsin.ingest.index.ItemVerdict.StreamTrouble;
import dev.tocsin.ingest.index.ItemVerdict.TryLater;
import dev.tocsin.ingest.index.ItemVerdict.Unknown;
import dev.tocsin.ingest.refused.DeadLetter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Acts on the verdicts of one bulk's answer: settles, repairs, holds aside, buries. Thread-safe. */
final class Judgement {
    /** So often others of its stream have to be taken while it is refused until it is the event's own fault. */
    private static final int OWN_FAULT = 5;

    private final IndexSettings settings;
    private final Doubts doubts;
    private final KnownConflicts known;
    private final HeldStreams held;
    private final Progress progress;
    private final IndexMeters meters;

    Judgement(
            IndexSettings settings,
            Doubts doubts,
            KnownConflicts known,
            HeldStreams held,
            Progress progress,
            IndexMeters meters) {
        this.settings = settings;
        this.doubts = doubts;
        this.known = known;
        this.held = held;
        this.progress = progress;
        this.meters = meters;
    }

    /** @return those that were repaired and are to be sent again at once */
    List<Delivery> judge(List<Delivery> sent, Answered answer, Burial burial) {
        List<ItemVerdict> verdicts = verdicts(sent, answer.items());
        if (verdicts.stream().allMatch(verdict -> verdict instanceof Indexed)) {
            sent.forEach(Delivery::foundThere);
            progress.settled(sent, Outcome.INDEXED);
            return List.of();
        }
        Set<String> taking = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            if (verdicts.get(i) instanceof Indexed || verdicts.get(i) instanceof AlreadyThere) {
                taking.add(sent.get(i).stream());
            }
        }
        List<Delivery> again = new ArrayList<>();
        List<Delivery> toCompare = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            Delivery delivery = sent.get(i);
            switch (verdicts.get(i)) {
                case Indexed() -> {
                    delivery.foundThere();
                    progress.settled(delivery, Outcome.INDEXED);
                }
                case AlreadyThere(boolean compare) -> {
                    if (compare) {
                        toCompare.add(delivery);
                    } else {
                        delivery.foundThere();
                        progress.settled(delivery, Outcome.ALREADY_THERE);
                    }
                }
                case TryLater(String reason, boolean inDoubt) -> {
                    sent(delivery, inDoubt ? answer.bulk() : null);
                    meters.retries.increment();
                    held.holdBusy(delivery, reason);
                }
                case Conflict conflict -> {
                    if (repair(delivery, conflict)) {
                        again.add(delivery);
                    } else {
                        burial.add(delivery, "conflict", conflict.reason());
                    }
                }
                case StreamTrouble(String reason) -> {
                    if (taking.contains(delivery.stream()) && delivery.refusedAmongTaken() >= OWN_FAULT) {
                        burial.add(delivery, "refused", reason);
                    } else {
                        hold(delivery, reason);
                    }
                }
                case Unknown(String reason) -> {
                    sent(delivery, answer.bulk());
                    hold(delivery, reason);
                }
            }
        }
        compare(toCompare, burial);
        return again;
    }

    private static List<ItemVerdict> verdicts(List<Delivery> sent, List<BulkItem> items) {
        List<ItemVerdict> verdicts = new ArrayList<>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            Delivery delivery = sent.get(i);
            verdicts.add(VerdictPolicy.verdictFor(
                    items.get(i), delivery.wasSent(), delivery.event().clientGaveId()));
        }
        return verdicts;
    }

    private static void sent(Delivery delivery, @Nullable String doubtfulBulk) {
        if (doubtfulBulk == null) {
            delivery.sentWithAnswer();
        } else {
            delivery.sentInDoubt(doubtfulBulk);
        }
    }

    private void hold(Delivery delivery, String reason) {
        meters.retries.increment();
        held.hold(delivery, reason);
    }

    private boolean repair(Delivery delivery, Conflict conflict) {
        if (conflict.field() != null && ConflictRepair.hasToStay(conflict.field())) {
            return false;
        }
        Optional<Repaired> named =
                delivery.repairs() < settings.maxRepairs() ? moveOffender(delivery, conflict) : Optional.empty();
        Optional<Repaired> repaired = named.isPresent() ? named : ConflictRepair.moveRest(delivery.document());
        if (repaired.isEmpty()) {
            return false;
        }
        if (delivery.repairs() == 0) {
            meters.repaired.increment();
        }
        delivery.repaired(repaired.get().document());
        return true;
    }

    private Optional<Repaired> moveOffender(Delivery delivery, Conflict conflict) {
        byte[] document = delivery.document();
        String field = conflict.field();
        if (field == null) {
            return FieldAtPlace.of(document, conflict.place()).flatMap(there -> ConflictRepair.move(document, there));
        }
        String mappedType = conflict.mappedType() == null ? "unknown" : conflict.mappedType();
        Optional<Repaired> repaired = ConflictRepair.move(document, field, mappedType, conflict.place());
        repaired.ifPresent(moved -> known.learn(delivery.stream(), field, mappedType, moved.kinds()));
        return repaired;
    }

    private void compare(List<Delivery> deliveries, Burial burial) {
        if (deliveries.isEmpty()) {
            return;
        }
        Map<Delivery, Found> there;
        try {
            there = doubts.compare(deliveries);
        } catch (NotAnswered e) {
            deliveries.forEach(delivery -> hold(delivery, e.reason()));
            return;
        }
        for (Delivery delivery : deliveries) {
            Found found = there.get(delivery);
            if (found == null) {
                hold(delivery, "the document with its id was there and is not");
            } else {
                found(delivery, found, burial);
            }
        }
    }

    /** A document with the event's id is in the stream. */
    void found(Delivery delivery, Found found, Burial burial) {
        delivery.foundThere();
        if (found == Found.ANOTHER) {
            burial.add(delivery, "id_taken", DeadLetter.ID_TAKEN);
            return;
        }
        Outcome ofUnsent = delivery.event().clientGaveId() ? Outcome.CLIENT_DUPLICATE : Outcome.FIRST_TRY_CONFLICT;
        progress.settled(delivery, delivery.inDoubt() ? Outcome.FOUND_THERE : ofUnsent);
    }
}
