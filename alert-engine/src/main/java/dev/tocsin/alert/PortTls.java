package dev.tocsin.alert;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.core.Ordered;

/** Has one port speak TLS; after Spring's own settings of it. */
final class PortTls implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory>, Ordered {
    private final DoorTls tls;
    private final SslBundles bundles;
    private final boolean isWanted;

    /** @param isWanted whether this port is to, if there is a certificate */
    PortTls(DoorTls tls, SslBundles bundles, boolean isWanted) {
        this.tls = tls;
        this.bundles = bundles;
        this.isWanted = isWanted;
    }

    @Override
    public void customize(ConfigurableServletWebServerFactory factory) {
        Ssl ssl = tls.forPort();
        if (isWanted && ssl != null) {
            factory.setSslBundles(bundles);
            factory.setSsl(ssl);
        }
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
