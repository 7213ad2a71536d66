package dev.tocsin.elastic;

/** What the settings say cannot be used; the message says why, and holds no secret. */
public final class SettingsRefused extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    SettingsRefused(String message) {
        super(message);
    }
}
