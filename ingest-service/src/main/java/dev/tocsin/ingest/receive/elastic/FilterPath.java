package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.receive.RequestHead;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.filter.FilteringGeneratorDelegate;
import tools.jackson.core.filter.TokenFilter;
import tools.jackson.core.json.JsonFactory;

/**
 * Elasticsearch's parameter {@code filter_path}: the paths of an answer that a client wants to see, such as
 * {@code errors,items.*.error}; {@code *} stands for any name, {@code **} for any number of them. Paths with a minus,
 * which leave out, are not known here, and of very many paths none: then more is answered than asked for.
 */
final class FilterPath {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_PATHS = 50;
    private static final FilterPath ALL = new FilterPath(List.of());

    private final List<String[]> paths;

    private FilterPath(List<String[]> paths) {
        this.paths = paths;
    }

    static FilterPath of(RequestHead head) {
        String parameter = head.parameter("filter_path");
        if (parameter == null || parameter.isBlank()) {
            return ALL;
        }
        List<String[]> paths = new ArrayList<>();
        for (String path : parameter.split(",")) {
            String[] names = path.strip().split("\\.");
            if (names.length > 0 && !path.isBlank() && !path.startsWith("-")) {
                paths.add(names);
            }
        }
        return paths.isEmpty() || paths.size() > MOST_PATHS ? ALL : new FilterPath(paths);
    }

    String apply(String json) {
        if (paths.isEmpty()) {
            return json;
        }
        StringWriter filtered = new StringWriter();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json);
                JsonGenerator all = JSON.createGenerator(ObjectWriteContext.empty(), filtered);
                JsonGenerator some = new FilteringGeneratorDelegate(
                        all, new Wanted(paths), TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true)) {
            parser.nextToken();
            some.copyCurrentStructure(parser);
        }
        String answer = filtered.toString();
        return answer.isEmpty() ? "{}" : answer;
    }

    /** What is left to match of each path. */
    private static final class Wanted extends TokenFilter {
        private final List<String[]> rest;

        private Wanted(List<String[]> rest) {
            this.rest = rest;
        }

        @Override
        public @Nullable TokenFilter includeProperty(String name) {
            List<String[]> left = new ArrayList<>();
            for (String[] path : rest) {
                if (path[0].equals("**")) {
                    left.add(path);
                    if (path.length == 1 || (path.length == 2 && matches(path[1], name))) {
                        return INCLUDE_ALL;
                    }
                    if (matches(path[1], name)) {
                        left.add(tail(path, 2));
                    }
                } else if (matches(path[0], name)) {
                    if (path.length == 1) {
                        return INCLUDE_ALL;
                    }
                    left.add(tail(path, 1));
                }
            }
            return left.isEmpty() ? null : new Wanted(left);
        }

        @Override
        public TokenFilter includeElement(int index) {
            return this;
        }

        @Override
        protected boolean _includeScalar() {
            return false;
        }

        private static String[] tail(String[] path, int from) {
            return List.of(path).subList(from, path.length).toArray(String[]::new);
        }

        private static boolean matches(String pattern, String name) {
            int star = pattern.indexOf('*');
            if (star < 0) {
                return pattern.equals(name);
            }
            String head = pattern.substring(0, star);
            String end = pattern.substring(star + 1);
            return name.length() >= head.length() + end.length() && name.startsWith(head) && name.endsWith(end);
        }
    }
}
