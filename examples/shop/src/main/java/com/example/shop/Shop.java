package com.example.shop;

import ch.qos.logback.classic.LoggerContext;
import com.example.shop.catalogue.Catalogue;
import com.example.shop.checkout.Checkout;
import com.example.shop.payment.PaymentGateway;
import com.example.shop.payment.Payments;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Opens the shop for one day. */
public final class Shop {
    private Shop() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> given = List.of(arguments);
        if (given.contains("--help")) {
            System.out.print(ShopOptions.USAGE);
            return;
        }
        ShopOptions options;
        try {
            options = ShopOptions.parse(given);
        } catch (IllegalArgumentException e) {
            System.err.println("shop: " + e.getMessage());
            System.err.print(ShopOptions.USAGE);
            System.exit(2);
            return;
        }
        nameProcess();
        open(options, System.in, System.out);
    }

    /** For logback.xml, so before the first logger. */
    static void nameProcess() {
        System.setProperty("PID", Long.toString(ProcessHandle.current().pid()));
    }

    static void open(ShopOptions options, InputStream stdin, PrintStream out) throws InterruptedException {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        EventTally tally = EventTally.attachTo(logging);
        ShopReport report = new ShopReport(out, options.report());
        PaymentGateway gateway = new PaymentGateway();
        Catalogue catalogue = new Catalogue();
        Checkout checkout = new Checkout(catalogue, new Payments(gateway));
        Storefront storefront = new Storefront(catalogue, checkout, options.seed());
        try {
            new FastMotion(storefront, gateway, tally, report, Clock.systemUTC())
                    .run(Phase.day(options), Instructions.readFrom(stdin));
        } finally {
            // Ships what is still waiting. Without it the last events of a process are lost.
            logging.stop();
            report.closed(tally, Clock.systemUTC().instant());
        }
    }
}
