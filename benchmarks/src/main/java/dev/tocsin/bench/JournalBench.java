package dev.tocsin.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Appends to the journal per second. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = {
            "Events made durable per second. About 30 s.",
            "By the journal, against plain writing to the same disk.",
            "Ends with journal.NAME=value.",
            ""
        })
final class JournalBench implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        JournalSpeed.run();
        return 0;
    }
}
