package com.example.checkout;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders, and says in the log what became of them. */
@RestController
class OrderController {
    private static final Logger LOG = LoggerFactory.getLogger(OrderController.class);

    @PostMapping("/orders/{id}")
    @ResponseStatus(HttpStatus.CREATED)
    void place(@PathVariable("id") String id) {
        try (var _ = MDC.putCloseable("orderId", id)) {
            LOG.atInfo().addKeyValue("items", 3).log("order placed");
        }
    }

    @PostMapping("/orders/{id}/refused")
    @ResponseStatus(HttpStatus.BAD_GATEWAY)
    void refuse(@PathVariable("id") String id) {
        try (var _ = MDC.putCloseable("orderId", id)) {
            LOG.error("payment failed", new PaymentRefused(new IllegalStateException("the card was declined")));
        }
    }

    private static final class PaymentRefused extends RuntimeException {
        PaymentRefused(Throwable cause) {
            super("the bank refused the payment", cause);
        }
    }
}
