package dev.tocsin.alert.rule;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The text of a list: one value a line; empty lines and those that begin with # are none. */
final class ListFile {
    static final int LARGEST = 8 << 20;
    static final String MOST_IN_WORDS = String.format(Locale.ROOT, "%,d", ValueList.MOST);

    /** Lucene keeps no longer one, so none can be found. */
    private static final int LONGEST = 32_766;

    private ListFile() {}

    /** Why a text is no list. */
    static final class Bad extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int line;
        private final @Nullable String hint;

        private Bad(int line, String reason, @Nullable String hint) {
            super(reason);
            this.line = line;
            this.hint = hint;
        }

        int line() {
            return line;
        }

        @Nullable
        String hint() {
            return hint;
        }
    }

    /** Each value once. */
    static TreeSet<String> read(byte[] bytes) {
        List<String> lines = text(bytes).lines().toList();
        TreeSet<String> values = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String value = lines.get(i).strip();
            if (value.isEmpty() || value.startsWith("#")) {
                continue;
            }
            if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
                throw new Bad(i + 1, "the value is longer than Elasticsearch keeps any: 32,766 bytes", null);
            }
            values.add(value);
            if (values.size() > ValueList.MOST) {
                throw new Bad(
                        i + 1,
                        "has more than " + MOST_IN_WORDS + " different values",
                        "it is Elasticsearch's limit: make two lists of it, or name networks in place of addresses");
            }
        }
        if (values.isEmpty()) {
            throw new Bad(1, "has no value", "one value a line; a line that begins with # is a comment");
        }
        return values;
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Bad(1, "is no UTF-8 text", "save it as UTF-8");
        }
    }
}
