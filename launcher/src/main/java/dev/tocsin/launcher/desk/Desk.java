package dev.tocsin.launcher.desk;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.UnsupportedServer;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a command has at hand.
 *
 * @param config folder with rules, queries, channels.yml and routes.yml
 * @param data folder of a Tocsin that may be running
 */
public record Desk(Terminal terminal, Map<String, String> environment, Path config, Path data, InstantSource clock) {
    private static final String URL = "ELASTICSEARCH_URL";
    private static final String CHECK = "Check " + URL + ", or unset it to use that of ./tocsin up";
    private static final String ELASTICSEARCH = "elasticsearch";
    private static final String SEE_STATUS = ".\n./tocsin status says when it is ready";

    /** The same with the folders that options name; null where there is no option. */
    public Desk at(@Nullable Path otherConfig, @Nullable Path otherData) {
        return new Desk(terminal, environment, chosen(otherConfig, config), chosen(otherData, data), clock);
    }

    private static Path chosen(@Nullable Path option, Path otherwise) {
        return option == null ? otherwise : option.toAbsolutePath().normalize();
    }

    /**
     * The Elasticsearch of {@code ELASTICSEARCH_URL}, else that of the Tocsin that runs on the data folder; asked once
     * whether it answers.
     *
     * @throws Problem with a sentence for people if there is none or it does not answer
     */
    public ElasticLink elasticsearch() throws IOException {
        ElasticSettings settings = elasticsearchIfAny().orElseThrow(this::noElasticsearch);
        ElasticLink link = ElasticLink.open(settings);
        try {
            link.probe();
            return link;
        } catch (UnsupportedServer e) {
            link.close();
            throw new Problem(e.getMessage() + "\n" + CHECK, e);
        } catch (IOException e) {
            link.close();
            throw new Problem(settings + " cannot be used: " + inWords(e) + "\n" + CHECK, e);
        }
    }

    private static String inWords(IOException e) {
        String said = String.valueOf(e.getMessage());
        return said.contains("SSL message") ? "it speaks no TLS; write http:// instead of https://" : said;
    }

    public Optional<ElasticSettings> elasticsearchIfAny() throws IOException {
        if (!environment.getOrDefault(URL, "").isBlank()) {
            return Optional.of(ElasticSettings.fromEnvironment(environment));
        }
        // Credentials in the environment are for another server.
        return running(ELASTICSEARCH).map(part -> ElasticSettings.of(URI.create(part.address())));
    }

    /** Why there is none to ask: a sentence without its point. */
    public String whyNoElasticsearch() {
        if (isStarting(ELASTICSEARCH)) {
            return starting("its Elasticsearch");
        }
        return isRunning()
                ? "the Tocsin on " + data + " uses an Elasticsearch that is not its own, and " + URL + " is not set"
                : "there is no Elasticsearch (" + URL + " is not set, and no ./tocsin up runs)";
    }

    private String starting(String whose) {
        return "the Tocsin on " + data + " is starting, and " + whose + " cannot be asked yet";
    }

    private Problem noElasticsearch() {
        if (isStarting(ELASTICSEARCH)) {
            return new Problem(starting("its Elasticsearch") + SEE_STATUS);
        }
        return new Problem(
                isRunning()
                        ? "the Tocsin on " + data + " uses an Elasticsearch that is not its own: set " + URL
                                + " as for ./tocsin up"
                        : "there is no Elasticsearch to ask: set " + URL + ", or start one with ./tocsin up\n"
                                + "  (no Tocsin runs on " + data + ")");
    }

    /**
     * The engine of the option, else of {@code TOCSIN_ENGINE_URL}, else of the Tocsin that runs on the data folder.
     *
     * @throws Problem with a sentence for people if there is none
     */
    public Service engine(@Nullable URI option) throws IOException {
        return service(ServiceName.ENGINE, option);
    }

    /** The ingest service by its management port: of the option, else of {@code TOCSIN_INGEST_URL}, else as the engine. */
    public Service ingest(@Nullable URI option) throws IOException {
        return service(ServiceName.INGEST, option);
    }

    private Service service(ServiceName name, @Nullable URI option) throws IOException {
        String said = environment.getOrDefault(name.variables().url(), "").strip();
        URI named = option != null ? option : said.isEmpty() ? null : address(name, said);
        if (named != null) {
            return Service.named(name, named, environment, clock.instant());
        }
        return running(name.part()).map(part -> ours(name, part)).orElseThrow(() -> none(name));
    }

    private Problem none(ServiceName name) {
        return new Problem(
                isStarting(name.part())
                        ? starting("its " + name.word()) + SEE_STATUS
                        : "there is no " + name.word() + " to ask: nothing runs on " + data
                                + " (TOCSIN_DATA names another folder).\nName one with " + name.option() + " or "
                                + name.variables().url() + ", or start one with ./tocsin up");
    }

    /** A part of a Tocsin on this machine that can be asked; empty for a server that is not ours. */
    public Optional<Service> serviceOf(PartState part) {
        return Stream.of(ServiceName.values())
                .filter(name -> name.part().equals(part.name()))
                .findFirst()
                .map(name -> ours(name, part));
    }

    /**
     * The engine of a Tocsin on this machine.
     *
     * @param certificate the file of the one that it shows; empty if its address is http
     */
    public Service engineOf(URI address, String certificate) {
        return ours(ServiceName.ENGINE, address, certificate);
    }

    private Service ours(ServiceName name, PartState part) {
        URI address = switch (name) {
            case ENGINE -> URI.create(part.address());
            case INGEST -> baseOf(URI.create(part.check()));
        };
        return ours(name, address, part.certificate());
    }

    private Service ours(ServiceName name, URI address, String certificate) {
        return Service.ofOurs(name, address, certificate, environment, clock.instant());
    }

    private static URI baseOf(URI check) {
        return URI.create(check.getScheme() + "://" + check.getAuthority());
    }

    private static URI address(ServiceName name, String said) {
        try {
            return URI.create(said);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    name.variables().url() + "=" + said + " is no address: write it as "
                            + name.api().example(),
                    e);
        }
    }

    private boolean isRunning() {
        try {
            return state().isPresent();
        } catch (IOException e) {
            return false; // what cannot be read is no Tocsin to ask
        }
    }

    /** Whether a Tocsin has the folder and has not come to that part yet, which it may not have written down either. */
    private boolean isStarting(String part) {
        try {
            return DataFolder.isTaken(data)
                    && DataFolder.state(data)
                            .filter(state -> state.launcher().find().isPresent())
                            .map(state -> state.parts().stream()
                                    .anyMatch(one -> one.name().equals(part) && one.stage() != Stage.STARTED))
                            .orElse(true);
        } catch (IOException e) {
            return false; // what cannot be read is no Tocsin to wait for
        }
    }

    private Optional<PartState> running(String part) throws IOException {
        return state().flatMap(state -> state.parts().stream()
                .filter(one -> one.name().equals(part) && one.find().isPresent())
                .findFirst());
    }

    private Optional<RunState> state() throws IOException {
        return DataFolder.isTaken(data) ? DataFolder.state(data) : Optional.empty();
    }
}
