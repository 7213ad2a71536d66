package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.decode.FieldList.Kind;
import java.time.Instant;
import java.time.ZoneId;

/**
 * {@code TIMESTAMP HOSTNAME TAG[PID]: } of RFC 3164, which only wrote down what there was: each part may be missing.
 * Network devices put a number before the time, and a colon behind it instead of a host and a tag. Not thread-safe.
 */
final class LegacyHeader {
    private static final int LONGEST_TAG = 64;

    private final LegacyTime time;

    LegacyHeader(ZoneId zone) {
        this.time = new LegacyTime(zone);
    }

    /**
     * Moves to where the message begins.
     *
     * @param hasPriority whether it is syslog for certain: of other texts only a head that has all, time and tag, is taken
     *     for one
     * @param fields empty but for a priority's
     */
    void read(SyslogBytes in, boolean hasPriority, Instant receivedAt, FieldList fields) {
        int begin = in.at();
        if (readTime(in, receivedAt, fields)) {
            if (in.byteAt(in.at()) == ':') {
                in.skip(':');
                skipBlanks(in);
            } else {
                skipBlanks(in);
                readHost(in, fields);
            }
        } else if (hasPriority) {
            readTag(in, fields);
        }
        if (!hasPriority && !fields.has("process.name")) {
            fields.clear();
            in.moveTo(begin);
        }
    }

    /** {@code [NUMBER: ][HOST: ]TIME}. */
    private boolean readTime(SyslogBytes in, Instant receivedAt, FieldList fields) {
        int begin = in.at();
        int afterNumber = behindNumber(in, begin);
        int behind = time.read(in, afterNumber, receivedAt);
        int afterHost = behind < 0 ? behindWord(in, afterNumber) : afterNumber;
        if (behind < 0 && afterHost > afterNumber) {
            behind = time.read(in, afterHost, receivedAt);
        }
        if (behind < 0) {
            return false;
        }
        if (afterNumber > begin + 2) {
            fields.add("event.sequence", Kind.TEXT, in.text(begin, afterNumber - 2));
        }
        if (afterHost > afterNumber) {
            fields.add("host.name", Kind.TEXT, in.text(afterNumber, afterHost - 2));
        }
        fields.add("@timestamp", Kind.TEXT, time.text());
        if (!time.zoneName().isEmpty()) {
            fields.add("event.timezone", Kind.TEXT, time.zoneName());
        }
        in.moveTo(behind);
        return true;
    }

    /** Behind {@code 123: } or a lone {@code : }; {@code from} if there is none. */
    private static int behindNumber(SyslogBytes in, int from) {
        int at = from;
        while (SyslogBytes.isDigit(in.byteAt(at)) && at - from < 18) {
            at++;
        }
        return in.byteAt(at) == ':' && in.byteAt(at + 1) == ' ' ? at + 2 : from;
    }

    /** Behind {@code word: }; {@code from} if there is none. */
    private static int behindWord(SyslogBytes in, int from) {
        int at = from;
        while (in.byteAt(at) > ' ') {
            at++;
        }
        return at > from + 1 && in.byteAt(at) == ' ' && in.byteAt(at - 1) == ':' ? at + 1 : from;
    }

    private static void readHost(SyslogBytes in, FieldList fields) {
        int from = in.at();
        int to = from;
        boolean hasBracket = false;
        while (in.byteAt(to) > ' ') {
            hasBracket |= in.byteAt(to) == '[' && to > from;
            to++;
        }
        boolean isWord = to > from && in.byteAt(to) == ' ' && !isRepeat(in) && !hasBracket;
        boolean endsWithColon = isWord && in.byteAt(to - 1) == ':';
        if (!isWord || (endsWithColon && in.byteAt(to + 1) != '%')) {
            // No host, as in what programs write to their own machine's log.
            readTag(in, fields);
            return;
        }
        String host = in.text(from, endsWithColon ? to - 1 : to);
        if (!host.equals("-")) {
            fields.add("host.name", Kind.TEXT, host);
        }
        in.moveTo(to + 1);
        if (in.startsWith(": ")) {
            in.moveTo(to + 3);
        } else {
            readTag(in, fields);
        }
    }

    /** What syslogd itself says has neither host nor tag. */
    private static boolean isRepeat(SyslogBytes in) {
        return in.startsWith("last message repeated ") || in.startsWith("message repeated ");
    }

    /** {@code TAG: } or {@code TAG[PID]: }; what only begins like one is the message's. */
    private static void readTag(SyslogBytes in, FieldList fields) {
        int from = in.at();
        int to = from;
        while (isOfTag(in.byteAt(to)) && to - from <= LONGEST_TAG) {
            to++;
        }
        if (to == from || to - from > LONGEST_TAG || in.byteAt(from) == '%') {
            return;
        }
        int behindId = in.byteAt(to) == '[' ? behindId(in, to + 1) : to;
        boolean hasColon = in.byteAt(behindId) == ':';
        int behind = hasColon ? behindId + 1 : behindId;
        boolean isTag = (hasColon || behindId > to) && (behind == in.end() || in.byteAt(behind) == ' ');
        if (!isTag) {
            return;
        }
        fields.add("process.name", Kind.TEXT, in.text(from, to));
        if (behindId > to + 2) {
            SyslogDecoder.addProcess(fields, in.text(to + 1, behindId - 1));
        }
        in.moveTo(behind);
        in.skip(' ');
    }

    private static boolean isOfTag(int b) {
        return b > ' ' && b < 0x7f && b != ':' && b != '[';
    }

    /** Behind the bracket; before the opening one if there is none. */
    private static int behindId(SyslogBytes in, int from) {
        int at = from;
        while (in.byteAt(at) > ' ' && in.byteAt(at) != ']' && at - from <= LONGEST_TAG) {
            at++;
        }
        return in.byteAt(at) == ']' ? at + 1 : from - 1;
    }

    private static void skipBlanks(SyslogBytes in) {
        while (in.byteAt(in.at()) == ' ') {
            in.skip(' ');
        }
    }
}
