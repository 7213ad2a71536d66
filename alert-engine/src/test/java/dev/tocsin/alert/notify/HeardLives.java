package dev.tocsin.alert.notify;

import java.util.ArrayList;
import java.util.List;

/** A channel whose messages live: remembers each as it was told and shown. */
final class HeardLives extends HeardChannel implements LivingChannel {
    final List<Life> told = new ArrayList<>();
    final List<Life> shown = new ArrayList<>();
    final List<Life> preparing = new ArrayList<>();
    final List<String> ready = new ArrayList<>();
    DeliveryOutcome nextShown = new DeliveryOutcome.Delivered("ok");
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
        DeliveryOutcome outcome = nextShown;
        nextShown = new DeliveryOutcome.Delivered("ok");
        return new LivingOutcome(outcome, life.reference());
    }

    @Override
    public void prepare(Life life) {
        preparing.add(life);
    }

    @Override
    public List<String> prepared() {
        List<String> now = List.copyOf(ready);
        ready.clear();
        return now;
    }

    Life last() {
        return told.getLast();
    }
}
