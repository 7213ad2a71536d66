package dev.tocsin.launcher;

import dev.tocsin.access.NewToken;
import dev.tocsin.access.Right;
import dev.tocsin.access.Role;
import dev.tocsin.access.Streams;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.access.TokenHash;
import dev.tocsin.access.TokensEditor;
import dev.tocsin.alert.rule.QueryLanguage;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Tokens for the doors: makes one, lists them, takes them out of force. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(new NAME | list | revoke NAME)",
        description = {
            "Makes, lists or revokes tokens for the doors.",
            "They are in config/tokens.yml, as hashes. Running services follow within seconds.",
            ""
        })
final class TokenCommand {
    private final Desk desk;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder with tokens.yml (TOCSIN_CONFIG).")
    @Nullable
    Path config;

    @Spec
    CommandSpec spec = CommandSpec.create();

    TokenCommand(Desk desk) {
        this.desk = desk;
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a token and shows it, once.",
                "To replace one, make another of the same name with the same rights, give it to who uses the old one, and"
                        + " revoke that. With other rights it needs another name, or the old one has to be revoked first."
            })
    int make(
            @Parameters(
                            paramLabel = "NAME",
                            description = "Who will use it; logs and rates go by it. Such as checkout or grafana.")
                    String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "ship: sends events. viewer: reads. editor: also pauses rules, tests"
                                    + " channels. admin: everything.")
                    Role role,
            @Option(
                            names = "--expires",
                            paramLabel = "DAY",
                            description = "Last day on which it is valid, such as 2027-06-30. Without it: for ever.")
                    @Nullable
                    LocalDate expires,
            @Option(
                            names = "--service",
                            paramLabel = "SERVICE",
                            split = ",",
                            description = "For ship: only events of these services, by their service.name.")
                    @Nullable
                    List<String> services,
            @Option(
                            names = "--streams",
                            paramLabel = "PATTERN",
                            split = ",",
                            description = "For ship: only these data streams, such as logs-checkout*.")
                    @Nullable
                    List<String> streams)
            throws IOException {
        check("new", TokensEditor.isName(name), "NAME takes small letters, digits, '.', '_' and '-', at most 63.");
        check("new", expires == null || !expires.isBefore(today()), "--expires is a day that has passed.");
        check(
                "new",
                (services == null && streams == null) || role == Role.SHIP,
                "--service and --streams are only for --role ship.");
        List<String> patterns = new ArrayList<>(streams == null ? List.of() : streams);
        for (String pattern : patterns) {
            check(
                    "new",
                    Streams.isPattern(pattern),
                    "--streams: '" + pattern + "' matches no data stream; they are logs-<service>-<namespace>, with '_'"
                            + " for a service's '-'. --service makes the pattern of a service's name.");
        }
        for (String service : services == null ? List.<String>of() : services) {
            patterns.add(RuleQuery.ofService(service, QueryLanguage.KQL, "")
                    .streams()
                    .getFirst());
        }
        TokensEditor editor = editor();
        boolean isFirst = editor.entries().isEmpty();
        NewToken token = NewToken.of(role, new SecureRandom());
        TokenEntry fresh = new TokenEntry(
                name, role, token.hash(), expires, patterns.isEmpty() ? Streams.ALL : new Streams(patterns));
        List<TokenEntry> sameName = inForce(editor, name);
        requireSameRights(sameName, fresh);
        editor.add(fresh);
        Terminal terminal = desk.terminal();
        terminal.line("");
        terminal.line("  " + terminal.styled(Style.GOOD, token.reveal()));
        terminal.line("");
        terminal.text("  It is shown this once; " + file() + " has only its hash ("
                + token.hash().id() + ").");
        for (TokenEntry other : sameName) {
            terminal.text("  Another '" + name + "' with the same rights ("
                    + other.hash().id() + ", "
                    + validity(other) + ") stays in force until ./tocsin token revoke " + name + " --id "
                    + other.hash().id());
        }
        terminal.text("  Running services know it within seconds. Send it with each request:");
        terminal.line("  Authorization: Bearer <token>");
        if (role.may(Right.SHIP)) {
            terminal.text("  Events go to POST /v1/events. JSON lines over TCP take no token; over TLS they take client"
                    + " certificates.");
        }
        if (role.may(Right.READ)) {
            terminal.text("  ./tocsin sends it to the engine from TOCSIN_ENGINE_TOKEN, or from the file that"
                    + " TOCSIN_ENGINE_TOKEN_FILE names.");
        }
        if (role.may(Right.OPERATE)) {
            terminal.text("  For ./tocsin dead-letters it is TOCSIN_TOKEN or TOCSIN_TOKEN_FILE, which go to the ingest"
                    + " service.");
        }
        if (isFirst) {
            terminal.text("  It is the first one in this file: from now on who sends events, changes something, or"
                    + " reads from another machine needs a token.");
            if (!role.may(Right.OPERATE)) {
                terminal.text("  This one changes nothing: for ./tocsin rules pause and the like make one of the role"
                        + " editor.");
            }
        }
        return 0;
    }

    private List<TokenEntry> inForce(TokensEditor editor, String name) {
        Instant now = desk.clock().instant();
        return editor.entries().stream()
                .filter(entry -> entry.name().equals(name) && !entry.isExpired(now))
                .toList();
    }

    /** A name is whom logs and rates tell of: it must not have more than was meant by it because somebody used it again. */
    private void requireSameRights(List<TokenEntry> sameName, TokenEntry fresh) {
        for (TokenEntry other : sameName) {
            if (other.role() != fresh.role()
                    || !Set.copyOf(other.streams().patterns())
                            .equals(Set.copyOf(fresh.streams().patterns()))) {
                throw new Problem("there is a token '" + fresh.name() + "' ("
                        + other.hash().id() + ") in " + file()
                        + " with other rights: it has " + rights(other) + ", this one would have " + rights(fresh)
                        + ".\nTake another name, or revoke it first: ./tocsin token revoke " + fresh.name() + " --id "
                        + other.hash().id());
            }
        }
    }

    private static String rights(TokenEntry entry) {
        return entry.role().word()
                + (entry.role().may(Right.SHIP)
                        ? " to " + (entry.streams().equals(Streams.ALL) ? "all data streams" : entry.streams())
                        : "");
    }

    private String validity(TokenEntry entry) {
        LocalDate expires = entry.expires();
        return expires == null
                ? "for ever"
                : (entry.isExpired(desk.clock().instant()) ? "expired " : "until ") + expires;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them; ID tells two of a name apart.")
    int list() {
        Terminal terminal = desk.terminal();
        List<TokenEntry> entries = editor().entries();
        if (entries.isEmpty()) {
            terminal.line("  No token in " + file() + ". Make one: ./tocsin token new NAME --role ROLE");
            return 0;
        }
        Table table = new Table().row("NAME", "ID", "ROLE", "VALID", "STREAMS");
        for (TokenEntry entry : entries) {
            table.row(
                    entry.name(),
                    entry.hash().id(),
                    entry.role().word(),
                    validity(entry),
                    entry.role().may(Right.SHIP) ? entry.streams().toString() : "");
        }
        table.lines().forEach(terminal::line);
        return 0;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = {
                "Takes tokens out of force; their lines stay in the file as comments.",
                "Of several with one name, --id or --all says which."
            })
    int revoke(
            @Parameters(paramLabel = "NAME", description = "As list shows it.") String name,
            @Option(names = "--id", paramLabel = "ID", description = "Only this one, as list shows it.") @Nullable
                    String id,
            @Option(names = "--all", description = "All of this name.") boolean all)
            throws IOException {
        check("revoke", id == null || !all, "Give either --id or --all.");
        TokensEditor editor = editor();
        List<TokenEntry> named = editor.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .toList();
        List<TokenEntry> meant = named.stream()
                .filter(entry -> id == null || entry.hash().id().equals(id))
                .toList();
        if (meant.isEmpty()) {
            throw new Problem("no token '" + name + "'" + (id == null ? "" : " with the id " + id) + " in " + file()
                    + "; ./tocsin token list shows what there is");
        }
        if (meant.size() > 1 && !all) {
            throw new Problem("there are " + meant.size() + " tokens '" + name + "': say which by --id ("
                    + meant.stream().map(entry -> entry.hash().id()).collect(Collectors.joining(", "))
                    + "), or --all");
        }
        Set<TokenHash> hashes = new HashSet<>();
        meant.forEach(entry -> hashes.add(entry.hash()));
        editor.revoke(hashes, today());
        desk.terminal()
                .line("  Revoked " + meant.size() + " of '" + name + "'. Running services refuse it within seconds.");
        if (editor().entries().isEmpty()) {
            desk.terminal()
                    .text("  It was the last one in this file. Running services go on asking for a token; without one"
                            + " they open to everybody on this machine at their next start.");
        }
        return 0;
    }

    private void check(String command, boolean isSo, String otherwise) {
        if (!isSo) {
            throw new ParameterException(
                    Objects.requireNonNull(spec.commandLine().getSubcommands().get(command)), otherwise);
        }
    }

    private TokensEditor editor() {
        return new TokensEditor(file());
    }

    private Path file() {
        return desk.at(config, null).config().resolve("tokens.yml");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(desk.clock().instant(), ZoneOffset.UTC);
    }
}
