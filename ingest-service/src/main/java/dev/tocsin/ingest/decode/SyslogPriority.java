package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.decode.FieldList.Kind;
import java.util.List;

/** {@code <PRI>}: facility times eight, plus severity. */
final class SyslogPriority {
    private static final int HIGHEST = 191;

    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    /** As RFC 5424 calls them; each is a level that is known under that name. */
    private static final List<String> SEVERITIES =
            List.of("Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug");

    private SyslogPriority() {}

    /** Reads it if the message begins with one; returns whether it did. */
    static boolean read(SyslogBytes in, FieldList fields) {
        int at = in.at();
        if (in.byteAt(at) != '<') {
            return false;
        }
        int priority = 0;
        int i = at + 1;
        while (i - at <= 3 && SyslogBytes.isDigit(in.byteAt(i))) {
            priority = 10 * priority + in.byteAt(i) - '0';
            i++;
        }
        if (i == at + 1 || in.byteAt(i) != '>' || priority > HIGHEST) {
            return false;
        }
        in.moveTo(i + 1);
        String severity = SEVERITIES.get(priority % 8);
        fields.add("log.level", Kind.TEXT, severity);
        fields.add("log.syslog.priority", Kind.NUMBER, Integer.toString(priority));
        fields.add("log.syslog.facility.code", Kind.NUMBER, Integer.toString(priority / 8));
        fields.add("log.syslog.facility.name", Kind.TEXT, FACILITIES.get(priority / 8));
        fields.add("log.syslog.severity.code", Kind.NUMBER, Integer.toString(priority % 8));
        fields.add("log.syslog.severity.name", Kind.TEXT, severity);
        return true;
    }
}
