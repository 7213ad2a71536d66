package dev.tocsin.elastic.template;

/**
 * What an installation would do, or did, with one object.
 *
 * @param object such as {@code _index_template/tocsin-logs}
 * @param action what happens to it
 * @param detail versions, or who owns it
 */
public record TemplateChange(String object, Action action, String detail) {
    /** What happens to an object. */
    public enum Action {
        /** It is not there yet. */
        CREATE,
        /** It is there in an older version of ours. */
        UPGRADE,
        /** It is there as we would write it. */
        KEEP,
        /** It is there in a newer version: never downgraded. */
        NEWER,
        /** It is there and not ours: never replaced. */
        FOREIGN,
        /** This server version does not know it. */
        NOT_FOR_THIS_SERVER,
        /** It is ours and goes away. */
        REMOVE,
        /** It is not there, so nothing goes away. */
        ABSENT
    }
}
