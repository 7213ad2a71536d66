package dev.tocsin.access;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the text of a {@code tokens.yml}; for one text. */
final class TokensReader {
    /** More would make each request slow, for every hash is compared. */
    private static final int MOST_ENTRIES = 1_000;

    private static final int DEEPEST = 16;
    private static final List<String> KEYS = List.of("name", "role", "hash", "expires", "streams");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String NAMES = "small letters, digits, '.', '_' and '-', at most 63";

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final List<TokenEntry> entries = new ArrayList<>();
    private final List<TokensFile.Place> places = new ArrayList<>();
    private final Map<TokenHash, Integer> lineOfHash = new HashMap<>();

    private TokensReader(String file) {
        this.file = file;
    }

    static TokensFile read(String file, String text) {
        TokensReader reader = new TokensReader(file);
        reader.rootOf(text).ifPresent(reader::readAll);
        return new TokensFile(reader.entries, reader.places, reader.problems);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private Optional<Node> rootOf(String text) {
        LoadSettings settings =
                LoadSettings.builder().setLabel(file).setUseMarks(true).build();
        try {
            // Composing calls itself for each level, so a file of brackets alone would end the thread's stack.
            int depth = 0;
            for (Event event : new Parse(settings).parseString(text)) {
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                if (depth > DEEPEST) {
                    problem(event.getStartMark(), "", "is nested too deeply", "a list of tokens");
                    return Optional.empty();
                }
            }
            List<Node> documents = new ArrayList<>();
            new Compose(settings).composeAllFromString(text).forEach(documents::add);
            documents.removeIf(TokensReader::isNothing);
            if (documents.size() > 1) {
                wrong(documents.get(1), "", "is a second document", "take the line --- away");
            }
            return documents.stream().findFirst();
        } catch (MarkedYamlEngineException e) {
            // The library's own words may quote what stands there, and that may be a secret.
            problem(e.getProblemMark(), "", "is no YAML from here on", "quotes, colons and indents");
        } catch (YamlEngineException e) {
            problems.add(new Problem(file, 1, "", "is no YAML", "printable text only"));
        }
        return Optional.empty();
    }

    private void readAll(Node root) {
        if (!(root instanceof SequenceNode list)) {
            wrong(root, "", "is not a list of tokens", "each begins with: - name: ...");
            return;
        }
        if (list.getValue().size() > MOST_ENTRIES) {
            wrong(root, "", "has more than " + MOST_ENTRIES + " tokens", "take away those that nobody uses");
            return;
        }
        for (int i = 0; i < list.getValue().size(); i++) {
            readEntry("[" + i + "]", list.getValue().get(i));
        }
    }

    private void readEntry(String path, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            wrong(node, path, "is not a token", "name, role and hash");
            return;
        }
        int before = problems.size();
        Map<String, Node> values = valuesOf(path, mapping);
        Optional<String> name = text(path, mapping, values, "name", "checkout")
                .filter(text -> isName(text) || wrong(values.get("name"), path + ".name", "is not a name", NAMES));
        Optional<Role> role = text(path, mapping, values, "role", "ship")
                .flatMap(word -> Role.of(word)
                        .or(() -> none(
                                values.get("role"), path + ".role", "is not a role", "viewer, editor, admin or ship")));
        Optional<TokenHash> hash = text(path, mapping, values, "hash", "\"sha256:...\"")
                .flatMap(text -> TokenHash.parse(text)
                        .or(() -> none(
                                values.get("hash"), path + ".hash", "is not a hash of a token", hintForHash(text))))
                .filter(found -> isNew(found, values.get("hash"), path));
        LocalDate expires = expires(path, values);
        Streams streams = streams(path, values, role.orElse(null));
        if (problems.size() == before && name.isPresent() && role.isPresent() && hash.isPresent()) {
            entries.add(new TokenEntry(name.get(), role.get(), hash.get(), expires, streams));
            places.add(placeOf(mapping));
        }
    }

    private static String hintForHash(String text) {
        return text.startsWith("tocsin_")
                ? "this is the token itself, so it is known to everybody who can read this file: make a new one with"
                        + " ./tocsin token new"
                : "\"sha256:\" and 64 hex digits in small letters, as ./tocsin token new writes it";
    }

    private boolean isNew(TokenHash hash, @Nullable Node node, String path) {
        int line = lineOf(node);
        Integer first = lineOfHash.putIfAbsent(hash, line);
        return first == null
                || wrong(
                        node,
                        path + ".hash",
                        "is that of line " + first + " again",
                        "one token is one entry: keep one");
    }

    private @Nullable LocalDate expires(String path, Map<String, Node> values) {
        Node node = values.get("expires");
        if (node == null) {
            return null;
        }
        try {
            return LocalDate.parse(node instanceof ScalarNode scalar ? scalar.getValue() : "");
        } catch (DateTimeException e) {
            wrong(node, path + ".expires", "is not a day", "such as 2027-01-31: the last day on which it is valid");
            return null;
        }
    }

    private Streams streams(String path, Map<String, Node> values, @Nullable Role role) {
        Node node = values.get("streams");
        if (node == null) {
            return Streams.ALL;
        }
        if (role != null && role != Role.SHIP) {
            wrong(node, path + ".streams", "is only for the role ship", "take it away, or make the role ship");
        }
        List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof ScalarNode scalar && Streams.isPattern(scalar.getValue())) {
                patterns.add(scalar.getValue());
            } else {
                wrong(
                        items.get(i),
                        path + ".streams[" + i + "]",
                        "matches no data stream of events",
                        "they are logs-<service>-<namespace>, with '_' for a service's '-': logs-checkout_api-*");
            }
        }
        if (items.isEmpty()) {
            wrong(
                    node,
                    path + ".streams",
                    "is empty, so the token could write nothing",
                    "take it away for all streams");
        }
        return patterns.isEmpty() ? Streams.ALL : new Streams(patterns);
    }

    private Map<String, Node> valuesOf(String path, MappingNode mapping) {
        Map<String, Node> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!KEYS.contains(key)) {
                // A key may be anything, also a token that somebody put into the wrong place: it is not repeated.
                wrong(tuple.getKeyNode(), path, "has an unknown key", "known here: " + String.join(", ", KEYS));
            } else if (values.putIfAbsent(key, tuple.getValueNode()) != null) {
                wrong(tuple.getKeyNode(), path + "." + key, "is here twice", "keep one of them");
            }
        }
        return values;
    }

    private Optional<String> text(
            String path, MappingNode mapping, Map<String, Node> values, String key, String example) {
        Node node = values.get(key);
        if (node == null) {
            return none(mapping, path + "." + key, "is missing", "add for instance: " + key + ": " + example);
        }
        if (node instanceof ScalarNode scalar && !isNothing(node)) {
            return Optional.of(scalar.getValue());
        }
        return none(node, path + "." + key, "is not a text", "for instance: " + key + ": " + example);
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    /** From the line of its first key to the line of its last value. */
    private static TokensFile.Place placeOf(MappingNode mapping) {
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (NodeTuple tuple : mapping.getValue()) {
            for (Node node : Arrays.asList(tuple.getKeyNode(), tuple.getValueNode())) {
                first = Math.min(first, lineOf(node) - 1);
                last = Math.max(last, lastLineOf(node));
            }
        }
        return new TokensFile.Place(first, last);
    }

    private static int lastLineOf(Node node) {
        // A block ends where the next thing begins, so the line of its last part is what counts.
        if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return list.getValue().stream()
                    .mapToInt(TokensReader::lastLineOf)
                    .max()
                    .orElse(0);
        }
        return node.getEndMark().map(Mark::getLine).orElse(lineOf(node) - 1);
    }

    private static int lineOf(@Nullable Node node) {
        return node == null ? 1 : node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private <T> Optional<T> none(@Nullable Node node, String path, String reason, String hint) {
        wrong(node, path, reason, hint);
        return Optional.empty();
    }

    private boolean wrong(@Nullable Node node, String path, String reason, String hint) {
        problems.add(new Problem(file, lineOf(node), path, reason, hint));
        return false;
    }

    private void problem(Optional<Mark> mark, String path, String reason, String hint) {
        problems.add(new Problem(file, mark.map(Mark::getLine).orElse(0) + 1, path, reason, hint));
    }
}
