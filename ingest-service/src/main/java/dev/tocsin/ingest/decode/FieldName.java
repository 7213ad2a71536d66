package dev.tocsin.ingest.decode;

/** The dotted name of a field. */
public final class FieldName {
    /** Longer ones are cut, keeping a hash, so that two of them do not become one. */
    static final int MAX_LENGTH = 512;

    private FieldName() {}

    /** Of a field in an object. */
    public static String within(String object, String name) {
        return cut(object + "." + name);
    }

    public static String cut(String name) {
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        String hash = Integer.toHexString(name.hashCode());
        return name.substring(0, MAX_LENGTH - hash.length() - 1) + '~' + hash;
    }
}
