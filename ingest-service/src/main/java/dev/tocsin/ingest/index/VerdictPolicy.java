package dev.tocsin.ingest.index;

import dev.tocsin.ingest.index.ItemVerdict.AlreadyThere;
import dev.tocsin.ingest.index.ItemVerdict.Conflict;
import dev.tocsin.ingest.index.ItemVerdict.Indexed;
import dev.tocsin.ingest.index.ItemVerdict.StreamTrouble;
import dev.tocsin.ingest.index.ItemVerdict.TryLater;
import dev.tocsin.ingest.index.ItemVerdict.Unknown;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what a line of a bulk answer means. What is not understood is not success. Pure. */
final class VerdictPolicy {
    private static final Pattern TYPED = Pattern.compile("failed to parse field \\[(.+?)] of type \\[(.+?)]");
    private static final List<Pattern> FIELDS = List.of(
            Pattern.compile("object mapping for \\[(.+?)] tried to parse field"),
            Pattern.compile("Could not dynamically add mapping for field \\[(.+?)]"),
            Pattern.compile("dynamic introduction of \\[(.+?)] within \\[_doc]"));
    // Behind these Elasticsearch prints what the field holds.
    private static final Pattern VALUE = Pattern.compile(
            " in document with id|[.]? ?Preview of|[.]? ?The prefix of|['\"]|For input string|failed to parse date");
    private static final int MAX_REASON = 200;
    private static final Indexed INDEXED = new Indexed();

    private VerdictPolicy() {}

    /**
     * @param wasSent whether an earlier try may have put the document there
     * @param clientGaveId whether the id may be another document's
     */
    static ItemVerdict verdictFor(BulkItem item, boolean wasSent, boolean clientGaveId) {
        if (item == BulkItem.CREATED) {
            return INDEXED;
        }
        String type = item.errorType() == null ? "" : item.errorType();
        String reason = type.isEmpty() ? "status " + item.status() : type + shortened(item.errorReason());
        return switch (item.status()) {
            case 200, 201 -> taken(item);
            case 409 ->
                // 409 on create means that an earlier try did arrive: its answer was lost, the document was not.
                type.equals("version_conflict_engine_exception")
                        ? new AlreadyThere(clientGaveId || !wasSent)
                        : new Unknown(reason);
            case 429 -> new TryLater(reason, false);
            // The primary may have taken it before it was lost.
            case 503 -> new TryLater(reason, true);
            case 400 -> badRequest(type, reason, item.errorReason());
            default -> item.status() > 400 && item.status() < 500 ? new StreamTrouble(reason) : new Unknown(reason);
        };
    }

    private static ItemVerdict taken(BulkItem item) {
        if ("used".equals(item.failureStore())) {
            // Accepted, but not where anyone searches: for us it is a refusal whose reason was not told.
            return new Conflict(null, null, "went to the failure store");
        }
        return item.errorType() == null ? INDEXED : new Unknown(item.errorType());
    }

    private static ItemVerdict badRequest(String type, String reason, @Nullable String fullReason) {
        return switch (type) {
            case "document_parsing_exception", "mapper_parsing_exception", "strict_dynamic_mapping_exception" ->
                conflict(reason, fullReason == null ? "" : fullReason);
            default -> new StreamTrouble(reason);
        };
    }

    private static Conflict conflict(String reason, String fullReason) {
        Matcher typed = TYPED.matcher(fullReason);
        if (typed.find()) {
            return new Conflict(typed.group(1), typed.group(2), reason);
        }
        for (Pattern pattern : FIELDS) {
            Matcher matcher = pattern.matcher(fullReason);
            if (matcher.find()) {
                String mapped = fullReason.startsWith("object mapping", fullReason.indexOf(' ') + 1) ? "object" : null;
                return new Conflict(matcher.group(1), mapped, reason);
            }
        }
        return new Conflict(null, null, reason);
    }

    /** The reason up to where a value could follow. */
    private static String shortened(@Nullable String reason) {
        if (reason == null) {
            return "";
        }
        Matcher value = VALUE.matcher(reason);
        int end = value.find() ? value.start() : reason.length();
        return ": " + reason.substring(0, Math.min(end, MAX_REASON)).strip();
    }
}
