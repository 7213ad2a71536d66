package dev.tocsin.elastic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of one PEM file and in nothing else. */
public final class TrustedAuthority {
    private TrustedAuthority() {}

    /** @throws IllegalArgumentException naming the file if it cannot be read or holds no certificate */
    public static SSLContext sslContext(Path caFile) {
        try (InputStream pem = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new SettingsRefused("ELASTICSEARCH_CA_FILE names " + caFile + ", in which is no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsRefused("ELASTICSEARCH_CA_FILE names " + SecretFiles.shown(caFile.toString())
                    + ", which cannot be used: " + reason(e));
        }
    }

    /** Of a file's trouble without its path, which the message begins with. */
    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "it is not there";
            case FileSystemException _ -> e.getClass().getSimpleName();
            default -> String.valueOf(e.getMessage());
        };
    }
}
