package dev.tocsin.ingest.index;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which field stands where Elasticsearch's parser stopped. It often names another than the document has (one of several
 * forms of a field, the target of a copy) or none. Pure.
 */
final class FieldAtPlace {
    private FieldAtPlace() {}

    /**
     * The field's full name; empty if there is none at that place.
     *
     * @param place in bytes from the document's start
     */
    static Optional<String> of(byte[] document, int place) {
        if (place < 0) {
            return Optional.empty();
        }
        try (JsonParser parser = JsonMapper.shared().createParser(document)) {
            String path = "";
            while (parser.nextToken() != null && parser.currentTokenLocation().getByteOffset() <= place) {
                path = pathOf(parser.streamReadContext());
            }
            return path.isEmpty() ? Optional.empty() : Optional.of(path);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static String pathOf(TokenStreamContext innermost) {
        Deque<String> names = new ArrayDeque<>();
        for (TokenStreamContext context = innermost; context != null; context = context.getParent()) {
            if (context.inObject() && context.currentName() != null) {
                names.addFirst(context.currentName());
            }
        }
        return String.join(".", names);
    }
}
