package dev.tocsin.launcher;

import dev.tocsin.launcher.part.Part;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;

/** What is said when a part has ended without having been asked to. */
final class Obituary {
    private static final int TAIL = 15;
    private static final int KILLED = 137;

    private Obituary() {}

    static void tell(Part part, Terminal terminal) {
        int code = part.process().onExit().join();
        terminal.problem(part.name() + " has ended by itself, exit code " + code
                + (code == KILLED ? " (killed; was there enough memory?)" : "") + ". The end of its log "
                + part.process().log() + ":");
        part.process().lastLogLines(TAIL).forEach(line -> terminal.line("  " + PlainText.of(line)));
    }
}
