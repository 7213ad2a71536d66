package dev.tocsin.alert.notify.webhook;

/** How a value is written that shall stay one value where a template puts it. */
@FunctionalInterface
interface Escape {
    String text(String value);

    /** JSON as a value: where nothing else is said, a text like any other. */
    default String json(String json) {
        return text(json);
    }
}
