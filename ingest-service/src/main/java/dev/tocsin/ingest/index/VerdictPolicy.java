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
    private static final Pattern OBJECT = Pattern.compile("object mapping for \\[(.+?)] tried to parse field");
    private static final Pattern STRICT =
            Pattern.compile("dynamic introduction of \\[(.+?)] within \\[(.+?)] is not allowed");
    private static final List<Pattern> NAMING = List.of(
            Pattern.compile("Could not dynamically add mapping for field \\[(.+?)]"),
            Pattern.compile("data stream timestamp field \\[(.+?)]"));
    private static final Pattern PLACE = Pattern.compile("^\\[1:(\\d{1,9})]");
    /** Found when the document has been read to its end: the place says nothing. */
    private static final String TOO_MANY = "Limit of total fields";

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
            return new Conflict(null, null, Conflict.NOWHERE, "went to the failure store");
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
        int place = placeOf(fullReason);
        Matcher typed = TYPED.matcher(fullReason);
        if (typed.find()) {
            return new Conflict(typed.group(1), typed.group(2), place, reason);
        }
        Matcher object = OBJECT.matcher(fullReason);
        if (object.find()) {
            return new Conflict(object.group(1), "object", place, reason);
        }
        Matcher strict = STRICT.matcher(fullReason);
        if (strict.find()) {
            String within = strict.group(2).equals("_doc") ? "" : strict.group(2) + ".";
            return new Conflict(within + strict.group(1), MappedType.STRICT, place, reason);
        }
        return new Conflict(nameIn(fullReason), null, place, reason);
    }

    private static @Nullable String nameIn(String fullReason) {
        for (Pattern pattern : NAMING) {
            Matcher matcher = pattern.matcher(fullReason);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return null;
    }

    private static int placeOf(String fullReason) {
        Matcher place = PLACE.matcher(fullReason);
        return place.find() && !fullReason.contains(TOO_MANY) ? Integer.parseInt(place.group(1)) - 1 : Conflict.NOWHERE;
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
