package dev.tocsin.alert.notify.webhook;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a body is, and so how a value is written that shall stay one value in it. */
enum BodyFormat {
    JSON("json", "application/json; charset=UTF-8") {
        @Override
        String escaped(String value) {
            return JsonText.inner(value);
        }
    },
    TEXT("text", "text/plain; charset=UTF-8") {
        @Override
        String escaped(String value) {
            return value;
        }
    },
    FORM("form", "application/x-www-form-urlencoded") {
        @Override
        String escaped(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    };

    private final String word;
    private final String contentType;

    BodyFormat(String word, String contentType) {
        this.word = word;
        this.contentType = contentType;
    }

    abstract String escaped(String value);

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
