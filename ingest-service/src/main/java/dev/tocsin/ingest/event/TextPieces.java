package dev.tocsin.ingest.event;

/** Where a long text is cut into pieces that each have at most so many characters: not within one of two chars. */
public final class TextPieces {
    private TextPieces() {}

    /** Behind the piece that begins there. */
    public static int end(String text, int from, int most) {
        int end = Math.min(text.length(), from + most);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
