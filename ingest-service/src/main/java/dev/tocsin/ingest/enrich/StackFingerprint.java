package dev.tocsin.ingest.enrich;

import org.jspecify.annotations.Nullable;

/**
 * A short name for the place where an error comes from, the same in each JVM and after each start: made of the types of
 * the exceptions and the frames below them, without messages, line numbers, generated names and the frames of reflection,
 * which come and go while a JVM warms up. What was suppressed does not count.
 */
final class StackFingerprint {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int MOST_FRAMES = 200;

    /** Of a trace, whatever they are. */
    private static final int MOST_LINES = 2_000;

    private static final String[] CAUSES = {"Caused by: ", "Wrapped by: "};
    private static final String[] REFLECTION = {
        "jdk.internal.reflect.", "java.lang.reflect.", "sun.reflect.", "java.lang.invoke."
    };

    private final String trace;
    private long hash = FNV_OFFSET;
    private int frames;

    private StackFingerprint(String trace) {
        this.trace = trace;
    }

    /** 16 hexadecimal digits; null if there is no frame. */
    static @Nullable String of(String trace) {
        StackFingerprint fingerprint = new StackFingerprint(trace);
        fingerprint.readAll();
        return fingerprint.frames == 0 ? null : "%016x".formatted(fingerprint.hash);
    }

    private void readAll() {
        StackTrace head = StackTrace.headOf(trace);
        if (head != null) {
            add(head.type());
        }
        int start = 0;
        for (int line = 0; line < MOST_LINES && start < trace.length() && frames < MOST_FRAMES; line++) {
            int end = trace.indexOf('\n', start);
            end = end < 0 ? trace.length() : end;
            readLine(start, end);
            start = end + 1;
        }
    }

    private void readLine(int start, int end) {
        for (String cause : CAUSES) {
            if (trace.startsWith(cause, start)) {
                addType(start + cause.length(), end);
                return;
            }
        }
        int at = start;
        while (at < end && (trace.charAt(at) == ' ' || trace.charAt(at) == '\t')) {
            at++;
        }
        // What was suppressed is a step further in.
        boolean isFrame = at > start && trace.startsWith("at ", at) && !trace.startsWith("\t\t", start);
        if (isFrame) {
            addFrame(at + 3, end);
        }
    }

    private void addType(int start, int end) {
        int to = start;
        while (to < end && trace.charAt(to) != ':' && trace.charAt(to) > ' ') {
            to++;
        }
        add(trace.substring(start, to));
    }

    private void addFrame(int start, int end) {
        int open = trace.indexOf('(', start, end);
        int to = open < 0 ? end : open;
        int generated = trace.indexOf("$$", start, to);
        // A module or a class loader stands before a slash; so do the addresses of generated classes.
        int from = generated < 0 ? to : generated;
        while (from > start && trace.charAt(from - 1) != '/') {
            from--;
        }
        for (String prefix : REFLECTION) {
            if (trace.startsWith(prefix, from)) {
                return;
            }
        }
        frames++;
        for (int at = from; at < to; at++) {
            char c = trace.charAt(at);
            if (trace.startsWith("$$", at)) {
                int dot = trace.indexOf('.', at, to);
                at = dot < 0 ? to : dot - 1;
            } else if (c < '0' || c > '9') {
                add(c);
            }
        }
        add('\n');
    }

    private void add(String text) {
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i));
        }
        add('\n');
    }

    private void add(char c) {
        hash = (hash ^ c) * FNV_PRIME;
    }
}
