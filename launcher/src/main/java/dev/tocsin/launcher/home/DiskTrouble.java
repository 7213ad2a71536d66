package dev.tocsin.launcher.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file or a folder could not be used, in words for a person. */
public final class DiskTrouble {
    private DiskTrouble() {}

    public static String inWords(IOException trouble) {
        return switch (trouble) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException there -> there.getFile() + " is there already and is no folder";
            case NotDirectoryException file -> file.getFile() + " is no folder";
            case NoSuchFileException none -> none.getFile() + ": there is no such place, and none can be made there";
            case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> otherwise(trouble);
        };
    }

    /** The name of a class says something only if it is a special one. */
    private static String otherwise(IOException trouble) {
        String message = String.valueOf(trouble.getMessage());
        return trouble.getClass() == IOException.class
                ? message
                : trouble.getClass().getSimpleName() + ": " + message;
    }
}
