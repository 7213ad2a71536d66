package dev.tocsin.alert.store;

import dev.tocsin.alert.route.AlertNotice;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Notices as JSON in the outbox: what one version of the engine wrote, the next one reads. */
final class StoredNotices {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StoredNotices() {}

    static String write(AlertNotice notice) {
        return JSON.writeValueAsString(notice);
    }

    static AlertNotice read(String json) {
        return JSON.readValue(json, AlertNotice.class);
    }

    /** PostgreSQL takes no NUL in a text, and a log may hold one. */
    static String text(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
    }
}
