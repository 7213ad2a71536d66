package com.example.shop;

import com.example.shop.Instructions.Instruction;
import com.example.shop.payment.PaymentGateway;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs the phases of the day one after the other and lets the visitors in. */
final class FastMotion {
    private static final Duration TICK = Duration.ofMillis(25);
    private static final int SHOPPERS = 4;

    private final Storefront storefront;
    private final PaymentGateway gateway;
    private final EventTally tally;
    private final ShopReport report;
    private final InstantSource clock;
    private int visits;

    FastMotion(
            Storefront storefront, PaymentGateway gateway, EventTally tally, ShopReport report, InstantSource clock) {
        this.storefront = storefront;
        this.gateway = gateway;
        this.tally = tally;
        this.report = report;
        this.clock = clock;
    }

    /** Returns when the last visitor has left. */
    void run(List<Phase> phases, Instructions instructions) throws InterruptedException {
        try (ExecutorService shoppers = Executors.newFixedThreadPool(
                SHOPPERS, Thread.ofPlatform().name("shopper-", 1).factory())) {
            for (Phase phase : phases) {
                gateway.cardsAre(phase.cards());
                if (phase.name().equals("outage")) {
                    tally.outageBegins();
                }
                report.begins(phase, clock.instant());
                if (run(phase, instructions, shoppers) == Instruction.CLOSE) {
                    break;
                }
                if (phase.name().equals("outage")) {
                    tally.outageEnds();
                }
            }
            shoppers.shutdown();
            shoppers.awaitTermination(30, TimeUnit.SECONDS);
        }
    }

    private Instruction run(Phase phase, Instructions instructions, ExecutorService shoppers)
            throws InterruptedException {
        long begin = System.nanoTime();
        int first = visits;
        Duration elapsed = Duration.ZERO;
        while (elapsed.compareTo(phase.atMost()) < 0) {
            Instruction said = instructions.within(TICK);
            if (said != null) {
                return said;
            }
            elapsed = Duration.ofNanos(System.nanoTime() - begin);
            int due = first + phase.visitsAfter(elapsed);
            while (visits < due) {
                int number = ++visits;
                shoppers.execute(() -> storefront.visit(number));
            }
        }
        return Instruction.NEXT;
    }
}
