package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.settings.DidYouMean;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The dead letters of an ingest service, as its API shows them. */
record LetterShelf(Service ingest) {
    static final int MOST_LISTED = 1_000;
    private static final Pattern REF = Pattern.compile("[a-z-]+-\\d{4}-\\d{2}-\\d{2}\\.\\d{3,9}:[1-9]\\d{0,8}");

    JsonObject list(LetterFilter filter, LetterState state, int limit) throws IOException {
        return ingest.get(
                "dead-letters?limit=" + limit + "&state=" + state.name().toLowerCase(Locale.ROOT) + filter.inQuery());
    }

    /** How many are meant, and until when; by what they are kept as, as in a deed. */
    JsonObject meant(LetterFilter filter) throws IOException {
        return ingest.get("dead-letters?limit=1&state=kept&raw=true" + filter.inQuery());
    }

    /** With stars in the place of secrets. */
    JsonObject find(String ref) throws IOException {
        return find(ref, false);
    }

    /**
     * One letter.
     *
     * @param asKept with its secrets, to be mended
     * @throws Problem that says which one may be meant
     */
    JsonObject find(String ref, boolean asKept) throws IOException {
        if (REF.matcher(ref).matches()) {
            Optional<JsonObject> letter =
                    ingest.find("dead-letters/" + Service.part(ref) + (asKept ? "?raw=true" : ""));
            if (letter.isPresent()) {
                return letter.get();
            }
        }
        List<String> known = list(new LetterFilter(), LetterState.ALL, MOST_LISTED)
                .getJsonArray("letters")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(letter -> letter.getString("ref"))
                .toList();
        String meant = DidYouMean.nearest(ref, known)
                .map(one -> "; did you mean " + one + "?")
                .orElse(known.isEmpty() ? ": there is none at all" : "");
        throw new Problem("there is no dead letter " + ref + meant
                + "\n  A name is file and line, as in decode-2026-11-23.000:17; letters are kept for a week."
                + "\n  ./tocsin dead-letters list shows them");
    }

    /** The same; one that nobody has dealt with. */
    JsonObject findKept(String ref) throws IOException {
        JsonObject letter = find(ref);
        String state = letter.getString("state");
        if (!state.equals("kept")) {
            throw new Problem(ref + " was " + state + " already: nothing is left to do with it"
                    + "\n  ./tocsin dead-letters list shows those that are left");
        }
        return letter;
    }

    /**
     * Has one letter dealt with.
     *
     * @param deed {@code replay} or {@code drop}
     */
    JsonObject have(String deed, String ref, JsonObject order) throws IOException {
        return ingest.post("dead-letters/" + Service.part(ref) + "/" + deed, order);
    }

    /** Has many dealt with; the answer says whether it is to be asked again for the rest. */
    JsonObject have(String deed, JsonObject order) throws IOException {
        return ingest.post("dead-letters/" + deed, order);
    }
}
