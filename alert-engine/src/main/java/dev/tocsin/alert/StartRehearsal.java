package dev.tocsin.alert;

import dev.tocsin.access.TokenBook;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code --check}: whether the engine could start as it is set, as far as that can be said without asking anybody. */
final class StartRehearsal {
    private StartRehearsal() {}

    /**
     * Prints what is wrong, a line for each problem, or that nothing is.
     *
     * @return the exit code: 0, or 1 if something is wrong
     */
    static int run(Map<String, String> variables, PrintStream out) {
        Optional<String> trouble = AlertEngine.SETTINGS.rehearse(
                variables, environment -> AlertEngine.addSecrets(environment, variables), StartRehearsal::make);
        out.println(trouble.orElse("The alert engine can start as it is set."));
        return trouble.isPresent() ? 1 : 0;
    }

    /** All that is made of settings and files alone, as the wiring makes it. */
    private static void make(EngineSettings settings, ConfigurableEnvironment environment) {
        AlertEngine wiring = new AlertEngine();
        Binder binder = Binder.get(environment);
        TokenBook tokens = wiring.tokenBook(settings);
        wiring.loopbackGuard(
                tokens,
                binder.bindOrCreate("server", ServerProperties.class),
                binder.bindOrCreate("management.server", ManagementServerProperties.class));
        wiring.outgoingRule(settings);
        new TlsWiring().engineTls(settings);
        wiring.elasticLink(environment).close();
        AlertEngine.kibanaSettings(environment);
        AlertEngine.requireDatabase(environment);
    }
}
