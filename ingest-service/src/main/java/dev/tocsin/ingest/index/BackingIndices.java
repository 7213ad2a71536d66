package dev.tocsin.ingest.index;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The indices behind a data stream: a document that was sent to the stream is in one of them. */
final class BackingIndices {
    private static final Pattern NAME = Pattern.compile("\\.ds-.+-(\\d{4}\\.\\d{2}\\.\\d{2})-(\\d{6,})");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu.MM.dd");

    private final Questions questions;

    BackingIndices(Questions questions) {
        this.questions = questions;
    }

    /** All of them, the write index last; empty if there is no such stream. */
    List<String> of(String stream) throws NotAnswered {
        String path = "/_resolve/index/" + Questions.segment(stream);
        Optional<JsonNode> answer = questions.find("backing indices", path, Map.of());
        if (answer.isEmpty()) {
            return List.of();
        }
        for (JsonNode found : answer.get().path("data_streams")) {
            if (found.path("name").asString("").equals(stream)) {
                JsonNode names = found.path("backing_indices");
                List<String> indices = names.isArray()
                        ? names.valueStream().map(JsonNode::asString).toList()
                        : List.of(names.asString());
                if (indices.isEmpty()) {
                    throw NotAnswered.forStream("backing indices: none were named");
                }
                return indices;
            }
        }
        throw NotAnswered.forStream("backing indices: the name is not one of a data stream");
    }

    /**
     * Those that an event appended at {@code appended} can have been sent to: the one that was written to then, and all
     * newer ones. Names tell the day on which an index was made; one day is left for clocks that differ.
     */
    static List<String> writtenSince(List<String> indices, Instant appended) {
        LocalDate day = LocalDate.ofInstant(appended, ZoneOffset.UTC).minusDays(1);
        List<String> since = new ArrayList<>();
        boolean reachesBack = false;
        for (String index : indices.reversed()) {
            Optional<LocalDate> made = dayOf(index);
            if (made.isEmpty() || !reachesBack) {
                since.add(index);
            }
            reachesBack |= made.isPresent() && made.get().isBefore(day);
        }
        return since;
    }

    private static Optional<LocalDate> dayOf(String index) {
        Matcher name = NAME.matcher(index);
        try {
            return name.matches() ? Optional.of(LocalDate.parse(name.group(1), DAY)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
