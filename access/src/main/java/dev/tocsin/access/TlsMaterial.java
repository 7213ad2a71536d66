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
 * @param look that found them
 * @param chain the server's certificate first
 * @param clientAuthorities empty: clients need no certificate
 */
record TlsMaterial(Look look, List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities) {
    /** Over seven days, so that no session tickets are sent: see RATIONALE.md. */
    private static final int NO_TICKETS_SECONDS = 8 * 24 * 3_600;

    /** What one look found in the files of a door. */
    record Look(PemFile certificate, PemFile key, @Nullable PemFile clientCa) {
        static Look at(TlsFiles files) {
            Path clientCa = files.clientCa();
            return new Look(
                    PemFile.read(files.certificate()),
                    PemFile.read(files.key()),
                    clientCa == null ? null : PemFile.read(clientCa));
        }
    }

    /** Throws {@link TlsRefused} with all that is wrong; whether certificates are valid now is another question. */
    static TlsMaterial of(Look look) {
        List<String> problems = new ArrayList<>();
        List<X509Certificate> chain = orProblem(problems, look.certificate()::certificates);
        PrivateKey key = orProblem(problems, look.key()::privateKey);
        PemFile clientCa = look.clientCa();
        List<X509Certificate> authorities = clientCa == null ? List.of() : orProblem(problems, clientCa::certificates);
        if (chain != null && key != null && !belong(key, chain.getFirst().getPublicKey())) {
            problems.add(look.key() + " does not belong to the certificate in " + look.certificate()
                    + ": they are two different pairs; the server's own certificate has to come first");
        }
        if (!problems.isEmpty() || chain == null || key == null || authorities == null) {
            throw new TlsRefused(String.join("\n", problems));
        }
        return new TlsMaterial(look, chain, key, authorities);
    }

    /** Why the chain is not valid now, a sentence for each certificate. */
    List<String> outOfTime(Instant now) {
        return outOfTime(look.certificate(), chain, now);
    }

    /** The same of the client authorities. */
    List<String> authoritiesOutOfTime(Instant now) {
        PemFile file = look.clientCa();
        return file == null ? List.of() : outOfTime(file, clientAuthorities, now);
    }

    static List<String> outOfTime(PemFile file, List<X509Certificate> certificates, Instant now) {
        List<String> sentences = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            String subject = file + ": the certificate of " + certificate.getSubjectX500Principal();
            if (certificate.getNotAfter().toInstant().isBefore(now)) {
                sentences.add(
                        subject + " expired at " + certificate.getNotAfter().toInstant());
            }
            if (certificate.getNotBefore().toInstant().isAfter(now)) {
                sentences.add(subject + " is valid only from "
                        + certificate.getNotBefore().toInstant() + "; is the clock right?");
            }
        }
        return sentences;
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
