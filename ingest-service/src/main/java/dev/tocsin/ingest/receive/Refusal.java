package dev.tocsin.ingest.receive;

import java.util.Map;

/**
 * Why a request is refused as a whole; each {@link Dialect} has its own form for it.
 *
 * @param status of HTTP, unless its dialect has another one for the cause
 * @param reason what is wrong, without the offending value
 * @param hint what the sender can do
 * @param headers to answer with, such as {@code Retry-After}
 */
public record Refusal(int status, String reason, String hint, Map<String, String> headers, Cause cause) {
    /** Whose doing it is, which decides whether the same request may come again. */
    public enum Cause {
        /** The request's or its sender's: it would be refused again. */
        REQUEST,
        /** There is no room for it now; nothing was kept. */
        BUSY,
        /** The same, for longer: Elasticsearch is away or slow. */
        JOURNAL_FULL,
        /** Ours, and it is not known whether it was kept, but for most failures nothing was. */
        FAILED,
        /** Ours, but everything was kept. */
        ANSWER_FAILED
    }

    public Refusal {
        headers = Map.copyOf(headers);
    }

    public Refusal(int status, String reason, String hint, Map<String, String> headers) {
        this(status, reason, hint, headers, Cause.REQUEST);
    }

    public Refusal(int status, String reason, String hint) {
        this(status, reason, hint, Map.of());
    }

    /** Nothing was kept, the same request will do a little later. */
    static Refusal busy(String reason) {
        return busy(reason, Cause.BUSY);
    }

    static Refusal journalFull() {
        return busy("the journal takes nothing at the moment", Cause.JOURNAL_FULL);
    }

    private static Refusal busy(String reason, Cause cause) {
        return new Refusal(
                429, reason, "nothing was kept: send the same request again", Map.of("Retry-After", "1"), cause);
    }

    /**
     * There is no memory for it.
     *
     * @param what of the request, told if there is never enough of it
     * @param memory that did not give what was wanted
     */
    static Refusal noMemory(String what, ByteBudget.Share memory) {
        return memory.wantsTooMuch()
                ? new Refusal(
                        413,
                        what + " need more than the " + memory.mostOfOne()
                                + " bytes of memory that one client may have",
                        "nothing was kept, and it would not be later: send smaller requests, with fewer events in each"
                                + " or less that all of them share")
                : busy("too many requests at once");
    }

    static Refusal tooLarge(int limit) {
        return new Refusal(413, "body larger than " + limit + " bytes", "send smaller requests");
    }
}
