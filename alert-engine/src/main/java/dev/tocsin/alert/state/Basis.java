package dev.tocsin.alert.state;

/** What a number was made of, or why events are told: it stands in brackets at the end of a reason. */
public final class Basis {
    private Basis() {}

    static String behind(String basis) {
        return basis.isEmpty() ? "" : " (" + basis + ")";
    }

    /** With its brackets and a blank before it; empty if the reason has none. */
    public static String of(String reason) {
        int bracket = reason.indexOf('(');
        return bracket < 0 ? "" : " " + reason.substring(bracket);
    }
}
