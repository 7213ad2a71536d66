package dev.tocsin.launcher.part;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;

/** One process of the house. */
public interface Part {
    String name();

    /** Where it is found; known before it runs. */
    String address();

    /** A URL that answers 200 when it is ready; empty if it has none. */
    String check();

    /** The file of the certificate that it shows at its address, and at its check if that is https; empty without TLS. */
    default String certificate() {
        return "";
    }

    /** Starts it and returns when it is ready; an exception's message says why it is not, with the end of its log. */
    void start() throws IOException;

    /** The process, once started. */
    LeashedProcess process();

    /** Ends it in order, and by force after a deadline. Returns whether force was not needed. */
    boolean stop();
}
