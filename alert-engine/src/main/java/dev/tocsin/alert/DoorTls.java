package dev.tocsin.alert;

import dev.tocsin.access.ServerTls;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl;

/** The engine's certificate as a bundle of Spring's, which the ports take, and take again when it changes. */
final class DoorTls implements SslBundleRegistrar {
    private static final String BUNDLE = "tocsin";

    private final @Nullable ServerTls tls;
    private @Nullable SslBundleRegistry registry;

    /** @param tls null: the ports speak plain text */
    DoorTls(@Nullable ServerTls tls) {
        this.tls = tls;
    }

    @Override
    public void registerBundles(SslBundleRegistry bundles) {
        if (tls != null) {
            registry = bundles;
            bundles.registerBundle(BUNDLE, bundle(tls));
        }
    }

    /** For a port; null for plain text. */
    @Nullable
    Ssl forPort() {
        if (tls == null) {
            return null;
        }
        Ssl ssl = Ssl.forBundle(BUNDLE);
        ssl.setClientAuth(tls.demandsClientCertificate() ? Ssl.ClientAuth.NEED : Ssl.ClientAuth.NONE);
        return ssl;
    }

    /** New connections get what is in force now. */
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
