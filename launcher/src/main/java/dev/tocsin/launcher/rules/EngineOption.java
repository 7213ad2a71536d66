package dev.tocsin.launcher.rules;

import dev.tocsin.launcher.desk.ServiceAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which engine is asked. */
public final class EngineOption {
    @Option(
            names = "--engine",
            converter = ServiceAddress.OfEngine.class,
            paramLabel = "URL",
            description =
                    "The engine (TOCSIN_ENGINE_URL, else that of the running ./tocsin up). For https with a CA of your own set TOCSIN_ENGINE_CA.")
    public @Nullable URI engine;
}
