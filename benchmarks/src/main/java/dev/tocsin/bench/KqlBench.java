package dev.tocsin.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Translations of KQL per second. */
@Command(
        name = "kql",
        mixinStandardHelpOptions = true,
        description = {
            "KQL translations per second. About 45 s.",
            "Against reading the resulting JSON.",
            "Ends with kql.NAME=value.",
            ""
        })
final class KqlBench implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        KqlSpeed.run();
        return 0;
    }
}
