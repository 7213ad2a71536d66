package dev.tocsin.ingest.redact;

import java.util.Optional;
import java.util.stream.Stream;

/** A kind of secret that is known by its form. */
public enum NamedPattern {
    /** Passwords, tokens and keys: behind a name that says so, and those of known form. */
    CREDENTIALS("credentials", new Credentials()),
    /** Numbers of payment cards, by their checksum. */
    CARD_NUMBERS("card-numbers", new CardNumbers()),
    /** E-mail addresses. */
    E_MAIL("e-mail", new EmailAddresses());

    private final String word;
    private final Finder finder;

    NamedPattern(String word, Finder finder) {
        this.word = word;
        this.finder = finder;
    }

    /** As it is written in settings. */
    public String word() {
        return word;
    }

    Finder finder() {
        return finder;
    }

    public static Optional<NamedPattern> of(String word) {
        return Stream.of(values()).filter(one -> one.word.equals(word)).findFirst();
    }
}
