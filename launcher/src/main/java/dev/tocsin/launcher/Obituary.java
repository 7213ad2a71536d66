package dev.tocsin.launcher;

import dev.tocsin.launcher.part.Part;
import java.util.ArrayList;
import java.util.List;

/** What is said when a part has ended without having been asked to. */
final class Obituary {
    private static final int TAIL = 15;

    private Obituary() {}

    static List<String> of(Part part) {
        List<String> lines = new ArrayList<>();
        Integer code = part.process().onExit().join();
        lines.add(part.name() + " has ended by itself, exit code " + code
                + (code == 137 || code == 9 ? " (killed; was there enough memory?)" : "") + ". The end of its log "
                + part.process().log() + ":");
        part.process().lastLogLines(TAIL).forEach(line -> lines.add("  " + line));
        lines.add("Everything stops now. What was acknowledged is kept; ./tocsin up goes on with it.");
        return lines;
    }
}
