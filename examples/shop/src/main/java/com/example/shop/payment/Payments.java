package com.example.shop.payment;

import static net.logstash.logback.argument.StructuredArguments.kv;

import com.example.shop.payment.PaymentGateway.Receipt;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the money for an order. The one place that logs a failed payment, with all its causes. */
public final class Payments {
    private static final Logger log = LoggerFactory.getLogger(Payments.class);

    private final PaymentGateway gateway;
    private final Map<String, ProviderWatch> watches =
            Map.of("cards", new ProviderWatch("cards"), "wallet", new ProviderWatch("wallet"));

    public Payments(PaymentGateway gateway) {
        this.gateway = gateway;
    }

    /** @return true if the money is ours */
    public boolean pay(BigDecimal amount, RandomGenerator random) {
        String provider = random.nextInt(5) == 0 ? "wallet" : "cards";
        try {
            Receipt receipt = charge(provider, amount, random);
            if (receipt.accepted()) {
                log.info(
                        "payment accepted",
                        kv("provider", provider),
                        kv("amount", amount),
                        kv("millis", receipt.millis()));
            } else {
                log.warn(
                        "payment declined",
                        kv("provider", provider),
                        kv("amount", amount),
                        kv("millis", receipt.millis()));
            }
            return receipt.accepted();
        } catch (PaymentFailed e) {
            log.error(
                    "payment failed: {}",
                    e.getMessage(),
                    kv("provider", provider),
                    kv("amount", amount),
                    kv("millis", gateway.timeoutMillis()),
                    e);
            return false;
        }
    }

    private Receipt charge(String provider, BigDecimal amount, RandomGenerator random) throws PaymentFailed {
        ProviderWatch watch = Objects.requireNonNull(watches.get(provider));
        try {
            Receipt receipt = gateway.charge(provider, amount, random);
            watch.called(true);
            return receipt;
        } catch (GatewayUnavailable e) {
            watch.called(false);
            throw new PaymentFailed(amount, e);
        }
    }
}
