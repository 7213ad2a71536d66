package dev.tocsin.access.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate authority of a test: makes pairs for servers on this machine and for clients, as files in PEM. */
public final class TestAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final String name;
    private final KeyPair pair;
    private final X509Certificate certificate;

    /** A certificate and its key, and where they lie. */
    public record Pair(Path certificate, Path key, KeyPair keys, X509Certificate x509) {}

    private TestAuthority(Path folder, String name, KeyPair pair, X509Certificate certificate) {
        this.folder = folder;
        this.name = name;
        this.pair = pair;
        this.certificate = certificate;
    }

    /** Its files go to the folder: {@code <name>.crt}, and a {@code .crt} and {@code .key} for each pair. */
    public static TestAuthority in(Path folder, String name) {
        Instant now = Instant.now();
        return in(folder, name, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)));
    }

    public static TestAuthority in(Path folder, String name, Instant from, Instant to) {
        KeyPair pair = newKeys();
        X509Certificate certificate = sign(name, name, pair, pair, from, to, null);
        write(folder.resolve(name + ".crt"), pem("CERTIFICATE", encoded(certificate)));
        return new TestAuthority(folder, name, pair, certificate);
    }

    /** The authority's own certificate, for who has to trust it. */
    public Path file() {
        return folder.resolve(name + ".crt");
    }

    /** For localhost and 127.0.0.1, for servers and clients alike; valid now. */
    public Pair issue(String commonName) {
        Instant now = Instant.now();
        return issue(commonName, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(20)));
    }

    public Pair issue(String commonName, Instant from, Instant to) {
        return issue(
                commonName,
                from,
                to,
                Der.sequence(
                        Der.of(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                        Der.of(0x87, new byte[] {127, 0, 0, 1})));
    }

    /** For a server somewhere else; valid now. */
    public Pair issueFor(String host) {
        Instant now = Instant.now();
        return issue(
                host,
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(20)),
                Der.sequence(Der.of(0x82, host.getBytes(StandardCharsets.US_ASCII))));
    }

    private Pair issue(String commonName, Instant from, Instant to, byte[] names) {
        KeyPair keys = newKeys();
        X509Certificate signed = sign(commonName, name, keys, pair, from, to, names);
        Path crt = folder.resolve(commonName + ".crt");
        Path key = folder.resolve(commonName + ".key");
        write(crt, pem("CERTIFICATE", encoded(signed)));
        write(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        return new Pair(crt, key, keys, signed);
    }

    /** As a PKCS #12 store under {@code changeit}, for clients that want one. */
    public Path keyStore(Pair who) {
        return store("client-" + who.x509().getSerialNumber() + ".p12", keys(who));
    }

    /** Trust in this authority, as a PKCS #12 store under {@code changeit}. */
    public Path trustStore() {
        return store(name + "-trust.p12", trust());
    }

    /** For a client that trusts this authority. */
    public SSLContext clientContext(@Nullable Pair client) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trust());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            if (client != null) {
                keys.init(keys(client), PASSWORD);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    private KeyStore keys(Pair who) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("client", who.keys().getPrivate(), PASSWORD, new Certificate[] {who.x509()});
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore trust() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("ca", certificate);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path store(String file, KeyStore store) {
        Path path = folder.resolve(file);
        try (var out = Files.newOutputStream(path)) {
            store.store(out, PASSWORD);
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * X.509 version 3, RFC 5280, 4.1.
     *
     * @param names that the subject has; null: it is an authority
     */
    private static X509Certificate sign(
            String subject,
            String issuer,
            KeyPair subjectKeys,
            KeyPair issuerKeys,
            Instant from,
            Instant to,
            byte @Nullable [] names) {
        boolean isAuthority = names == null;
        byte[] constraints = Der.sequence(
                Der.oid(0x55, 0x1d, 0x13),
                Der.of(0x01, new byte[] {(byte) 0xff}),
                Der.of(0x04, isAuthority ? Der.sequence(Der.of(0x01, new byte[] {(byte) 0xff})) : Der.sequence()));
        byte[] toBeSigned = Der.sequence(
                Der.of(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(64, RANDOM)),
                ECDSA_SHA256,
                Der.commonName(issuer),
                Der.sequence(Der.time(from), Der.time(to)),
                Der.commonName(subject),
                subjectKeys.getPublic().getEncoded(),
                Der.of(
                        0xa3,
                        names == null
                                ? Der.sequence(constraints)
                                : Der.sequence(
                                        constraints, Der.sequence(Der.oid(0x55, 0x1d, 0x11), Der.of(0x04, names)))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuerKeys.getPrivate());
            signature.update(toBeSigned);
            byte[] bits = Der.of(0x03, new byte[] {0}, signature.sign());
            byte[] whole = Der.sequence(toBeSigned, ECDSA_SHA256, bits);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
