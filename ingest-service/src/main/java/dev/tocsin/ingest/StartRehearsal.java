package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.HeapShares;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code --check}: whether the service could start as it is set, as far as that can be said without asking anybody. */
final class StartRehearsal {
    private StartRehearsal() {}

    /**
     * Prints what is wrong, a line for each problem, or that nothing is.
     *
     * @return the exit code: 0, or 1 if something is wrong
     */
    static int run(Map<String, String> variables, PrintStream out) {
        Optional<String> trouble = IngestService.SETTINGS.rehearse(
                variables, environment -> IngestService.addSecrets(environment, variables), StartRehearsal::make);
        out.println(trouble.orElse("The ingest service can start as it is set."));
        return trouble.isPresent() ? 1 : 0;
    }

    /** All that is made of settings and files alone, as the wiring makes it. */
    private static void make(IngestSettings settings, ConfigurableEnvironment environment) {
        IngestService wiring = new IngestService();
        settings.requireToFit(HeapShares.ofThisProcess());
        Access access = wiring.access(settings, environment);
        new WantedDoors(settings, access).requireAddresses();
        wiring.managementGuard(
                Binder.get(environment).bindOrCreate("server", ServerProperties.class), access, InstantSource.system());
        wiring.elasticLink(environment).close();
    }
}
