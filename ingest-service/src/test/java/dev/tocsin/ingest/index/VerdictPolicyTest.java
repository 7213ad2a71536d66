package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.index.ItemVerdict.AlreadyThere;
import dev.tocsin.ingest.index.ItemVerdict.Conflict;
import dev.tocsin.ingest.index.ItemVerdict.Indexed;
import dev.tocsin.ingest.index.ItemVerdict.StreamTrouble;
import dev.tocsin.ingest.index.ItemVerdict.TryLater;
import dev.tocsin.ingest.index.ItemVerdict.Unknown;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictPolicyTest {
    private static final String CONFLICT_409 = "version_conflict_engine_exception";

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(item(201, null, null, null), Indexed.class),
                Arguments.of(item(200, null, null, null), Indexed.class),
                Arguments.of(item(201, null, null, "not_applicable_or_unknown"), Indexed.class),
                Arguments.of(item(201, null, null, "used"), Conflict.class),
                Arguments.of(item(201, "some_exception", "odd", null), Unknown.class),
                Arguments.of(item(409, CONFLICT_409, "[i]: version conflict", null), AlreadyThere.class),
                Arguments.of(item(409, "other_exception", "?", null), Unknown.class),
                Arguments.of(item(429, "es_rejected_execution_exception", "busy", null), TryLater.class),
                Arguments.of(item(429, "cluster_block_exception", "flood stage", null), TryLater.class),
                Arguments.of(item(503, "unavailable_shards_exception", "primary", null), TryLater.class),
                Arguments.of(item(400, "document_parsing_exception", "[1:1] failed to parse", null), Conflict.class),
                Arguments.of(item(400, "strict_dynamic_mapping_exception", "strict", null), Conflict.class),
                Arguments.of(item(400, "illegal_argument_exception", "name", null), StreamTrouble.class),
                Arguments.of(item(400, "validation_exception", "shards", "failed"), StreamTrouble.class),
                Arguments.of(item(403, "security_exception", "no", null), StreamTrouble.class),
                Arguments.of(item(404, "index_not_found_exception", "no", null), StreamTrouble.class),
                Arguments.of(item(500, "node_closed_exception", "closed", null), Unknown.class),
                Arguments.of(item(502, null, null, null), Unknown.class),
                Arguments.of(item(302, null, null, null), Unknown.class),
                Arguments.of(item(0, null, null, null), Unknown.class));
    }

    private static BulkItem item(
            int status, @Nullable String type, @Nullable String reason, @Nullable String failureStore) {
        return new BulkItem(status, type, reason, failureStore);
    }

    @ParameterizedTest
    @MethodSource("table")
    void eachLineHasOneMeaning(BulkItem item, Class<? extends ItemVerdict> meaning) {
        assertThat(VerdictPolicy.verdictFor(item, false, false)).isInstanceOf(meaning);
    }

    @ParameterizedTest
    @CsvSource({"false, false, true", "true, false, false", "false, true, true", "true, true, true"})
    void anIdThatIsThereIsComparedUnlessOurOwnEarlierTryPutItThere(boolean wasSent, boolean given, boolean compared) {
        BulkItem item = item(409, CONFLICT_409, "[i]: version conflict", null);

        assertThat(VerdictPolicy.verdictFor(item, wasSent, given)).isEqualTo(new AlreadyThere(compared));
    }

    @Test
    void onlyAnUnavailableShardLeavesDoubt() {
        assertThat(VerdictPolicy.verdictFor(item(429, "busy", null, null), false, false))
                .isEqualTo(new TryLater("busy", false));
        assertThat(VerdictPolicy.verdictFor(item(503, "gone", null, null), false, false))
                .isEqualTo(new TryLater("gone", true));
    }

    /** Reasons as Elasticsearch 9.5.3 gave them. */
    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(
                        "[1:60] failed to parse field [numeric_labels.x] of type [double] in document with id 'i2'. "
                                + "Preview of field's value: 'secretvalue'",
                        "numeric_labels.x",
                        "double",
                        59,
                        "document_parsing_exception: [1:60] failed to parse field [numeric_labels.x] of type [double]"),
                Arguments.of(
                        "[1:45] object mapping for [host] tried to parse field [host] as object, but found a concrete value",
                        "host",
                        "object",
                        44,
                        "document_parsing_exception: [1:45] object mapping for [host] tried to parse field [host] as "
                                + "object, but found a concrete value"),
                Arguments.of(
                        "[1:43] failed to parse: data stream timestamp field [@timestamp] is missing",
                        "@timestamp",
                        null,
                        42,
                        "document_parsing_exception: [1:43] failed to parse: data stream timestamp field [@timestamp] "
                                + "is missing"),
                Arguments.of(
                        "[1:15] failed to parse: [1:45] Unexpected end of file",
                        null,
                        null,
                        14,
                        "document_parsing_exception: [1:15] failed to parse: [1:45] Unexpected end of file"),
                Arguments.of(
                        "[1:9] mapping set to strict, dynamic introduction of [password] within [_doc] is not allowed",
                        "password",
                        "strict",
                        8,
                        "document_parsing_exception: [1:9] mapping set to strict, dynamic introduction of [password] "
                                + "within [_doc] is not allowed"),
                Arguments.of(
                        "[1:18] mapping set to strict, dynamic introduction of [b] within [labels] is not allowed",
                        "labels.b",
                        "strict",
                        17,
                        "document_parsing_exception: [1:18] mapping set to strict, dynamic introduction of [b] within "
                                + "[labels] is not allowed"),
                Arguments.of(
                        "[1:33] failed to parse: Limit of total fields [5] has been exceeded while adding new fields [4]",
                        null,
                        null,
                        -1,
                        "document_parsing_exception: [1:33] failed to parse: Limit of total fields [5] has been "
                                + "exceeded while adding new fields [4]"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void aConflictNamesFieldAndTypeButNoValue(
            String full, @Nullable String field, @Nullable String mappedType, int place, String shown) {
        assertThat(VerdictPolicy.verdictFor(item(400, "document_parsing_exception", full, null), false, false))
                .isEqualTo(new Conflict(field, mappedType, place, shown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed to parse date field [hunter2] with format [strict]",
                "For input string: \"hunter2\"",
                "'hunter2' is not an IP string literal.",
                "Document contains at least one immense term in field=\"labels.x\" The prefix of it is hunter2"
            })
    void noReasonShowsAValue(String reason) {
        assertThat(VerdictPolicy.verdictFor(item(400, "illegal_argument_exception", reason, null), false, false)
                        .toString())
                .doesNotContain("hunter2");
    }
}
