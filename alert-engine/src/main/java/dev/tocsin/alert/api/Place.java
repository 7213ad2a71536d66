package dev.tocsin.alert.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Where a list goes on, as the text that {@code next} gives and {@code after} takes. What it is made of is nobody's matter
 * but the list's, and no list takes the place of another one.
 */
public final class Place {
    private static final String SEPARATOR = "\0";
    private static final int LONGEST = 8_192;

    private final String list;
    private final int parts;

    /**
     * Places in a list.
     *
     * @param list its name
     * @param parts of which a place is made
     */
    public Place(String list, int parts) {
        this.list = list;
        this.parts = parts;
    }

    /** A text that is no place in the list that it was given to. */
    public static final class Unknown extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public Unknown(String message) {
            super(message);
        }
    }

    /** @param of what orders the list, such as a time and an id; free of U+0000, which no database takes */
    public String sealed(String... of) {
        String text = list + SEPARATOR + String.join(SEPARATOR, of);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Unknown if it is no place in this list */
    public List<String> opened(String place) {
        if (place.length() > LONGEST) {
            throw new Unknown("longer than any place");
        }
        List<String> found = List.of(decoded(place).split(SEPARATOR, -1));
        if (found.size() != parts + 1 || !found.getFirst().equals(list)) {
            throw new Unknown("not a place in the list of " + list);
        }
        return found.subList(1, found.size());
    }

    private static String decoded(String place) {
        try {
            return new String(Base64.getUrlDecoder().decode(place), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Unknown("not base64");
        }
    }

    /**
     * A number that is part of a place.
     *
     * @throws Unknown if it is none
     */
    public static long number(String part) {
        try {
            return Long.parseLong(part);
        } catch (NumberFormatException e) {
            throw new Unknown("not a number");
        }
    }

    /**
     * A time that is part of a place.
     *
     * @throws Unknown if it is none of which a database has rows
     */
    public static Instant time(String part) {
        try {
            return Limits.time("place", part).orElseThrow();
        } catch (BadRequest e) {
            throw new Unknown("not a time");
        }
    }
}
