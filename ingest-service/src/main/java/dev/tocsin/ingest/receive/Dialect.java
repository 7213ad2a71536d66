package dev.tocsin.ingest.receive;

/** A way to speak to the HTTP door: its paths, how it cuts a body into records, and the form of its answers. */
public interface Dialect {
    /** Whether a path is one of its own. */
    boolean speaks(String path);

    /** What it is for, told where nobody speaks a path: {@code POST /v1/events}. */
    String offer();

    /** Understands the head of a request for one of its paths; throws {@link RequestRefused} if it does not take it. */
    Call begin(RequestHead head);

    /** The answer to a request that is refused as a whole, by it or by the door. */
    HttpAnswer refused(Refusal refusal, RequestHead head);
}
