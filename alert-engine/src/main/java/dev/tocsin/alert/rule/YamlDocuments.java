package dev.tocsin.alert.rule;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The documents of a YAML text that a person wrote, as nodes with their places. The library's composer calls itself for
 * each level, so depth is looked at first: a text of a hundred thousand brackets is refused and takes no thread with it.
 */
public final class YamlDocuments {
    private static final int DEEPEST = 50;
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setUseMarks(true).build();

    private YamlDocuments() {}

    /** @throws YamlEngineException if it is no YAML, or too deep; with its place where there is one */
    public static List<Node> of(String text) {
        refuseDepth(text);
        List<Node> documents = new ArrayList<>();
        new Compose(SETTINGS).composeAllFromString(text).forEach(documents::add);
        return documents;
    }

    private static void refuseDepth(String text) {
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            switch (event) {
                case CollectionStartEvent start -> {
                    if (++depth > DEEPEST) {
                        throw new ParserException("more than " + DEEPEST + " levels deep", start.getStartMark());
                    }
                }
                case CollectionEndEvent _ -> depth--;
                default -> {}
            }
        }
    }
}
