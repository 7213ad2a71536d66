package dev.tocsin.alert;

import dev.tocsin.access.RateLimit;
import dev.tocsin.access.TokenBook;
import dev.tocsin.alert.api.DoorGuard;
import java.time.InstantSource;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * The guard at both ports. The scan finds it for the API; the management port has a context of its own, which takes it
 * from {@code ManagementContextConfiguration.imports}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
class DoorWiring {
    private static final double PER_SECOND = 20;
    private static final double BURST = 200;
    private static final int MOST_CLIENTS = 10_000;

    @Bean
    FilterRegistrationBean<DoorGuard> doorGuard(TokenBook tokens) {
        FilterRegistrationBean<DoorGuard> guard = new FilterRegistrationBean<>(
                new DoorGuard(tokens, new RateLimit(PER_SECOND, BURST, MOST_CLIENTS), InstantSource.system()));
        guard.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return guard;
    }
}
