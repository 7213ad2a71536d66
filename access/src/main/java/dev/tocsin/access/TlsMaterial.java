package dev.tocsin.access;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificate, key and client authorities that were read and fit together.
 *
 * @param texts of the files, by which a later look sees a change
 * @param chain the server's certificate first
 * @param clientAuthorities empty: clients need no certificate
 */
record TlsMaterial(
        List<String> texts, List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities) {
    /** Over seven days, so that no session tickets are sent: see RATIONALE.md. */
    private static final int NO_TICKETS_SECONDS = 8 * 24 * 3_600;

    /** Throws {@link TlsRefused} with all that is wrong. */
    static TlsMaterial read(TlsFiles files, Instant now) {
        List<String> problems = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<X509Certificate> chain = orProblem(problems, () -> certificates(files.certificate(), texts, now));
        PrivateKey key = orProblem(problems, () -> {
            PemFile file = PemFile.read(files.key());
            texts.add(file.text());
            return file.privateKey();
        });
        Path clientCa = files.clientCa();
        List<X509Certificate> authorities =
                clientCa == null ? List.of() : orProblem(problems, () -> certificates(clientCa, texts, now));
        if (chain != null && key != null && !belong(key, chain.getFirst().getPublicKey())) {
            problems.add(files.key() + " does not belong to the certificate in " + files.certificate()
                    + ": they are two different pairs; the server's own certificate has to come first");
        }
        if (!problems.isEmpty() || chain == null || key == null || authorities == null) {
            throw new TlsRefused(String.join("\n", problems));
        }
        return new TlsMaterial(List.copyOf(texts), chain, key, authorities);
    }

    private static List<X509Certificate> certificates(Path path, List<String> texts, Instant now) {
        PemFile file = PemFile.read(path);
        texts.add(file.text());
        return certificates(file, now);
    }

    /** Those of a file, all of them valid now. */
    static List<X509Certificate> certificates(PemFile file, Instant now) {
        List<X509Certificate> certificates = file.certificates();
        for (X509Certificate certificate : certificates) {
            String subject = file + ": the certificate of " + certificate.getSubjectX500Principal();
            if (certificate.getNotAfter().toInstant().isBefore(now)) {
                throw new TlsRefused(
                        subject + " expired at " + certificate.getNotAfter().toInstant());
            }
            if (certificate.getNotBefore().toInstant().isAfter(now)) {
                throw new TlsRefused(subject + " is valid only from "
                        + certificate.getNotBefore().toInstant() + "; is the clock right?");
            }
        }
        return certificates;
    }

    private static <T> @Nullable T orProblem(List<String> problems, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (TlsRefused e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** By a signature with the one that the other has to accept. */
    private static boolean belong(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // A key of another kind cannot even sign.
            return false;
        }
    }

    Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** With the key, under {@link ServerTls#STORE_PASSWORD}. */
    KeyStore keyStore() {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("server", key, ServerTls.STORE_PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsRefused("this Java cannot use the certificate: " + e.getMessage());
        }
    }

    /** With the client authorities; null without any. */
    @Nullable
    KeyStore trustStore() {
        return clientAuthorities.isEmpty() ? null : store("client-ca", clientAuthorities);
    }

    SSLContext context() {
        try {
            KeyStore authorities = trustStore();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(keyStore()), authorities == null ? null : trustManagers(authorities), null);
            context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsRefused("this Java cannot use the certificate: " + e.getMessage());
        }
    }

    /** A store that trusts authorities, each under the name with its number. */
    static KeyStore store(String name, List<X509Certificate> authorities) {
        try {
            KeyStore store = emptyStore();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(name + "-" + i, authorities.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsRefused("this Java cannot use the " + name + ": " + e.getMessage());
        }
    }

    static TrustManager[] trustManagers(KeyStore authorities) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new TlsRefused("this Java cannot use the CA: " + e.getMessage());
        }
    }

    /** @param keys under {@link ServerTls#STORE_PASSWORD} */
    static KeyManager[] keyManagers(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, ServerTls.STORE_PASSWORD.toCharArray());
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "TLS as " + chain.getFirst().getSubjectX500Principal();
    }
}
