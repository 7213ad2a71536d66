package dev.tocsin.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file in PEM as one look found it: what was compared is what is used. Asked for what it holds it throws
 * {@link TlsRefused} with its name.
 *
 * @param trouble why there is no text; null if there is one
 */
record PemFile(Path file, String text, @Nullable String trouble) {
    private static final int LARGEST = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private record Block(String label, byte[] bytes) {}

    static PemFile read(Path file) {
        try {
            return Files.size(file) > LARGEST
                    ? new PemFile(file, "", "is larger than 1 MB: not a certificate or a key")
                    // Every byte is a character here, so that a binary file is told to be no PEM, not to be no UTF-8.
                    : new PemFile(file, Files.readString(file, StandardCharsets.ISO_8859_1), null);
        } catch (NoSuchFileException e) {
            return new PemFile(file, "", "is not there");
        } catch (IOException e) {
            return new PemFile(file, "", "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** At least one, in the file's order. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks()) {
                if (block.label().equals("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
                }
            }
        } catch (CertificateException e) {
            throw new TlsRefused(this + " has a certificate that cannot be understood; is it cut off?");
        }
        if (certificates.isEmpty()) {
            throw new TlsRefused(this + " holds no certificate: it has " + labels());
        }
        return certificates;
    }

    PrivateKey privateKey() {
        for (Block block : blocks()) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return parse(block.bytes());
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new TlsRefused(
                            this + " is encrypted, and a password beside it would protect nothing:"
                                    + " decrypt it with openssl pkcs8 -in OLD -out NEW, and keep it readable by the service only");
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                    throw new TlsRefused(this + " is in the old form (" + block.label()
                            + "): convert it with openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
                default -> {
                    // Parameters or the certificate may stand in the same file.
                }
            }
        }
        throw new TlsRefused(this + " holds no private key: it has " + labels());
    }

    private PrivateKey parse(byte[] bytes) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException e) {
                // Then it is a key of another algorithm, or none.
                continue;
            }
        }
        throw new TlsRefused(this + " has a key that cannot be understood: RSA, EC or Ed25519 in PKCS #8, not cut off");
    }

    private String labels() {
        return String.join(", ", blocks().stream().map(Block::label).distinct().toList());
    }

    private List<Block> blocks() {
        if (trouble != null) {
            throw new TlsRefused(this + " " + trouble);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new TlsRefused(this + " is damaged: its Base64 is not whole");
            }
        }
        if (blocks.isEmpty()) {
            throw new TlsRefused(this + " is not PEM: it has no -----BEGIN ...----- with its end");
        }
        return blocks;
    }

    /** Whether a text can be meant as a path: a key in its place must not be shown as if it were one. */
    static boolean isPath(String text) {
        return !text.contains("-----BEGIN") && text.chars().noneMatch(Character::isISOControl);
    }

    /** Where it lies, and nothing of what it holds. */
    @Override
    public String toString() {
        return isPath(file.toString()) ? file.toString() : "what is set as the path of a PEM file, and is no path,";
    }
}
