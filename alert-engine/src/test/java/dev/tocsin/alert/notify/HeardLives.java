package dev.tocsin.alert.notify;

import java.util.ArrayList;
import java.util.List;

/** A channel whose messages live: remembers each as it was told and shown. */
final class HeardLives extends HeardChannel implements LivingChannel {
    final List<Life> told = new ArrayList<>();
    final List<Life> shown = new ArrayList<>();
    DeliveryOutcome next = new DeliveryOutcome.Delivered("ok");

    @Override
    public LivingOutcome tell(Life life, Message news) {
        told.add(life);
        heard.add(news);
        DeliveryOutcome outcome = next;
        next = new DeliveryOutcome.Delivered("ok");
        return new LivingOutcome(outcome, life.reference() == null ? "message " + told.size() : life.reference());
    }

    @Override
    public LivingOutcome show(Life life) {
        shown.add(life);
        return new LivingOutcome(new DeliveryOutcome.Delivered("ok"), life.reference());
    }

    Life last() {
        return told.getLast();
    }
}
