package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;

/** What can be done with a letter. */
record LetterAdvice(Terminal terminal) {
    private static final String INDENT = "    ";

    void print(JsonObject letter) {
        if (!letter.getString("state", "").equals("kept")) {
            terminal.text("  Nothing is left to do with it.");
            return;
        }
        terminal.text("  What can be done:");
        String ref = letter.getString("ref", "");
        if (letter.getBoolean("truncated", false)) {
            ofCut(ref, letter.getString("reason", ""));
        } else {
            ofWhole(ref, letter);
        }
        step("Put it away.", "drop " + ref);
    }

    private void ofCut(String ref, String reason) {
        if (reason.startsWith("line longer than ")) {
            terminal.text(
                    "  For those to come: raise tocsin.ingest.tcp.max-line in ingest.yml, or have the sender cut the"
                            + " stack trace or the message.");
        } else if (reason.startsWith("datagram longer than ")) {
            terminal.text("  For those to come: have the sender use TCP, or cut the message.");
        }
        step(
                "As it is it cannot be replayed, for its end was not kept. If its sender still has the whole of it, that goes"
                        + " in its place.",
                "replay " + ref + " --with record.json");
    }

    private void ofWhole(String ref, JsonObject letter) {
        boolean wasDecoded = !letter.getString("stage", "").equals("decode");
        boolean isIdTaken = letter.getBoolean("idTaken", false);
        if (isIdTaken) {
            step("Another document had its id: it goes in under a new one.", "replay " + ref + " --new-id");
        } else if (wasDecoded) {
            step("Once what refuses it is repaired, it goes in as it is, under its id.", "replay " + ref);
        }
        step(
                "Mend it: edit the file in between."
                        + (isIdTaken ? " It gets a new id, or the one that you write into event.id." : "")
                        + (wasDecoded && !isIdTaken ? " It keeps its id, unless event.id names another." : ""),
                "show " + ref + " --record >record.json");
        command("replay " + ref + " --with record.json" + (isIdTaken ? " --new-id" : ""));
    }

    private void step(String what, String command) {
        terminal.text("  " + what);
        command(command);
    }

    /** Never broken: it is to be copied. */
    private void command(String command) {
        terminal.line(INDENT + "./tocsin dead-letters " + PlainText.of(command));
    }
}
