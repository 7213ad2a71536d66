package dev.tocsin.alert.notify.webhook;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a body is, and so how a value is written that shall stay one value in it. */
enum BodyFormat implements Escape {
    JSON("json", "application/json; charset=UTF-8") {
        @Override
        public String text(String value) {
            return JsonText.inner(value);
        }

        @Override
        public String json(String json) {
            return json;
        }
    },
    TEXT("text", "text/plain; charset=UTF-8") {
        @Override
        public String text(String value) {
            return value;
        }
    },
    FORM("form", "application/x-www-form-urlencoded") {
        @Override
        public String text(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    };

    private final String word;
    private final String contentType;

    BodyFormat(String word, String contentType) {
        this.word = word;
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** In channels.yml. */
    static String[] words() {
        return Arrays.stream(values()).map(format -> format.word).toArray(String[]::new);
    }

    static BodyFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow();
    }
}
