package dev.tocsin.ingest;

import dev.tocsin.access.ServerTls;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;

/** Gives the HTTP door's TLS to the management port as a bundle of Spring's, and again when the certificate changes. */
final class ManagementTls
        implements SslBundleRegistrar, WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> {
    private static final String BUNDLE = "tocsin";

    private final @Nullable ServerTls tls;
    private @Nullable SslBundleRegistry registry;

    /** @param tls null leaves the port as it is */
    ManagementTls(@Nullable ServerTls tls) {
        this.tls = tls;
    }

    @Override
    public void registerBundles(SslBundleRegistry bundles) {
        if (tls != null) {
            registry = bundles;
            bundles.registerBundle(BUNDLE, bundle(tls));
        }
    }

    @Override
    public void customize(ConfigurableServletWebServerFactory factory) {
        if (tls != null) {
            Ssl ssl = Ssl.forBundle(BUNDLE);
            ssl.setClientAuth(tls.demandsClientCertificate() ? Ssl.ClientAuth.NEED : Ssl.ClientAuth.NONE);
            factory.setSsl(ssl);
        }
    }

    void changed() {
        if (tls != null && registry != null) {
            registry.updateBundle(BUNDLE, bundle(tls));
        }
    }

    private static SslBundle bundle(ServerTls tls) {
        return SslBundle.of(
                SslStoreBundle.of(tls.keyStore(), ServerTls.STORE_PASSWORD, tls.trustStore()),
                SslBundleKey.of(ServerTls.STORE_PASSWORD),
                SslOptions.of(null, ServerTls.protocols().toArray(String[]::new)));
    }
}
