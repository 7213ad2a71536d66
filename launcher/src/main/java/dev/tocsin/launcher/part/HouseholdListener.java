package dev.tocsin.launcher.part;

import java.time.Duration;

/** Is told what happens in a household; called on several threads. */
public interface HouseholdListener {
    void started(Part part, Duration took);

    /** @param inOrder false if it had to be killed */
    void stopped(Part part, Duration took, boolean inOrder);
}
