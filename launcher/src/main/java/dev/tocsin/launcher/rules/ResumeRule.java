package dev.tocsin.launcher.rules;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a pause. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {"Ends the pause of a rule: it starts again at its current window.", ""})
final class ResumeRule implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "NAME", description = "The rule.")
    String name = "";

    @Mixin
    EngineOption where = new EngineOption();

    ResumeRule(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        desk.engine(where.engine).delete("rules/" + Service.part(name) + "/pause");
        desk.terminal()
                .line(name + " is evaluated again, from its current window on. What was left out is in its history.");
        return 0;
    }
}
