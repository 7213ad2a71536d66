package dev.tocsin.launcher.home;

/** Another Tocsin runs in this data folder. */
public final class FolderTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FolderTaken(String message) {
        super(message);
    }
}
