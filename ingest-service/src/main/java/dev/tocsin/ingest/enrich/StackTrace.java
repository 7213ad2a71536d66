package dev.tocsin.ingest.enrich;

import org.jspecify.annotations.Nullable;

/**
 * What the head of a printed Java stack trace says: the type of the exception and its message, which may have several
 * lines.
 *
 * @param type class name of the exception
 * @param message null if it has none
 */
record StackTrace(String type, @Nullable String message) {
    private static final int MAX_TYPE_LENGTH = 512;
    private static final String[] PREFIXES = {"Caused by: ", "Wrapped by: ", "Suppressed: "};

    /** Reads the head; null if it does not look like a Java stack trace. */
    static @Nullable StackTrace headOf(String trace) {
        int start = skipPrefixes(trace);
        int end = start;
        while (end < trace.length() && isClassNameCharacter(trace.charAt(end))) {
            end++;
        }
        boolean plausible = end > start
                && end - start <= MAX_TYPE_LENGTH
                && Character.isJavaIdentifierStart(trace.charAt(start))
                && trace.charAt(end - 1) != '.';
        if (!plausible) {
            return null;
        }
        String type = trace.substring(start, end);
        if (end == trace.length() || isLineEnd(trace.charAt(end))) {
            // A single word on a line is an exception's name only if it looks like a qualified class or frames follow.
            return type.indexOf('.') > 0 || framesFollow(trace, end) ? new StackTrace(type, null) : null;
        }
        if (!trace.startsWith(": ", end) && !trace.startsWith(":\n", end) && !trace.startsWith(":\r", end)) {
            return null;
        }
        if (type.indexOf('.') < 0 && !framesFollow(trace, end)) {
            return null;
        }
        String message = trace.substring(end + 1, endOfMessage(trace, end)).strip();
        return new StackTrace(type, message.isEmpty() ? null : message);
    }

    private static int skipPrefixes(String trace) {
        int start = 0;
        if (trace.startsWith("Exception in thread \"")) {
            int quote = trace.indexOf("\" ", 21);
            start = quote < 0 ? 0 : quote + 2;
        }
        // logstash-logback-encoder's stack hashes
        if (trace.startsWith("<#", start)) {
            int close = trace.indexOf("> ", start);
            start = close < 0 ? start : close + 2;
        }
        for (String prefix : PREFIXES) {
            if (trace.startsWith(prefix, start)) {
                return start + prefix.length();
            }
        }
        return start;
    }

    /** The message ends where the frames begin: the first line that is a frame, a cause or a count of frames. */
    private static int endOfMessage(String trace, int from) {
        int lineEnd = trace.indexOf('\n', from);
        while (lineEnd >= 0) {
            if (isStackLine(trace, lineEnd + 1)) {
                return lineEnd;
            }
            lineEnd = trace.indexOf('\n', lineEnd + 1);
        }
        return trace.length();
    }

    private static boolean framesFollow(String trace, int from) {
        return endOfMessage(trace, from) < trace.length();
    }

    private static boolean isStackLine(String trace, int lineStart) {
        int at = lineStart;
        while (at < trace.length() && (trace.charAt(at) == '\t' || trace.charAt(at) == ' ')) {
            at++;
        }
        if (at > lineStart && (trace.startsWith("at ", at) || trace.startsWith("... ", at))) {
            return true;
        }
        for (String prefix : PREFIXES) {
            if (trace.startsWith(prefix, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isClassNameCharacter(char c) {
        return c == '.' || c == '/' || Character.isJavaIdentifierPart(c);
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }
}
