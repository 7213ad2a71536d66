package dev.tocsin.alert.state;

/**
 * What a step of an alert that flaps has to say of that.
 *
 * @param changes how often it changed
 * @param of in how many evaluations
 * @param told whether people are told all the same: it began to flap with this, or is worse than ever since
 */
public record Flap(int changes, int of, boolean told) {
    /** For people: whether they are told, they know from where they read it. */
    public String inWords() {
        return "flapping: changed " + changes + " times in " + of + " evaluations; "
                + (told ? "told again when it holds still" : "not told until it holds still");
    }
}
