package dev.tocsin.launcher.part;

import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Asks services whether they can start as they are set, before anything runs: by their own {@code --check}, so that nobody
 * else has to know their settings.
 */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Returns if all can start.
     *
     * @param notYet variables that name what only other parts will make
     * @throws Problem with all that they say is wrong
     */
    public static void of(List<ServicePart> services, Set<String> notYet) throws IOException, InterruptedException {
        List<Process> asked = new ArrayList<>();
        for (ServicePart service : services) {
            asked.add(service.rehearse(notYet));
        }
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String said = new String(asked.get(i).getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = asked.get(i).waitFor();
            if (code != 0) {
                problems.add(
                        said.isEmpty()
                                ? services.get(i).name() + " cannot start, and does not say why: exit code " + code
                                : said);
            }
        }
        if (!problems.isEmpty()) {
            throw new Problem(String.join("\n", problems));
        }
    }
}
