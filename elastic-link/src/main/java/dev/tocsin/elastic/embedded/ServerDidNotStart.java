package dev.tocsin.elastic.embedded;

/** An embedded server ended or stayed silent while starting; the message has the end of its log. */
public final class ServerDidNotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerDidNotStart(LeashedProcess process, String what) {
        super(what + "; the end of its log " + process.log() + ":\n  " + String.join("\n  ", process.lastLogLines(15)));
    }
}
