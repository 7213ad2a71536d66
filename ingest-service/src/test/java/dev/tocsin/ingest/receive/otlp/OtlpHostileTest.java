package dev.tocsin.ingest.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.google.protobuf.ByteString;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bytes that no honest sender makes: each gets a clear answer, harms nobody else, and is kept or counted. */
@Timeout(120)
@NullMarked
class OtlpHostileTest {
    private final OpenDoors doors =
            new OpenDoors(IngestDoors.http(() -> HttpDoorSettings.DEFAULTS.withPort(0), DoorAccess.OPEN));
    private final OtlpClient client = new OtlpClient(doors.httpPort());

    @AfterEach
    void close() {
        client.close();
        doors.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a length of 2^31 - 1, of 2^64 - 1, of one byte too many
                "0affffffff07                   | a length that runs past the end",
                "0affffffffffffffffff01         | a length that runs past the end",
                "0a0112                         | ends in the middle",
                "0a                             | ends in the middle",
                "0a05                           | a length that runs past the end",
                // a varint without an end, a field 0, a group, a fixed number that is cut
                "ffffffffffffffffffffff         | a number of more than 64 bits",
                "00                             | there is no field of that number",
                "23                             | a field of type 3",
                "19010203                       | ends in the middle",
                // resource_logs as a number
                "0801                           | field 1 is of another type",
                // two resources
                "0a040a000a00                   | more than one resource",
                // a record that ends in its time, has text that is not UTF-8, has a number as body
                "0a0a12081206 0901020304         | a length that runs past the end",
                "0a0812061204 1a02c328           | text that is not UTF-8",
                "0a0612041202 2801               | field 5 is of another type",
            })
    void brokenProtobufIsAnsweredAndKept(String hex, String reason) throws Exception {
        HttpResponse<byte[]> answer = client.protobuf(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains(OtlpClient.PROTOBUF);
        assertThat(RpcStatus.of(answer.body()).message()).contains(reason);
        assertThat(doors.deadLetters.letters()).hasSize(1);
        assertThat(doors.balances()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                           | ends in the middle",
                "[]                                          | the request has to be an object",
                "7                                           | the request has to be an object",
                "{\"resourceLogs\":{}}                       | resourceLogs has to be an array",
                "{\"resourceLogs\":[7]}                      | has to be an object",
                "{\"resourceLogs\":[]} {}                    | more than one value",
                "{\"resourceLogs\":[}                        | broken JSON",
                "RECORD 7                                    | a log record has to be an object",
                "RECORD {\"body\":\"text\"}                  | a value has to be an object",
                "RECORD {\"body\":{\"intValue\":\"x\"}}      | intValue has to be a number",
                "RECORD {\"body\":{\"intValue\":1.5}}        | intValue is no integer of 64 bits",
                "RECORD {\"body\":{\"intValue\":1e99999999}} | intValue is no integer of 64 bits",
                "RECORD {\"timeUnixNano\":-1}                | timeUnixNano is no integer of 64 bits without sign",
                "RECORD {\"timeUnixNano\":1e999999999}       | timeUnixNano is no integer of 64 bits without sign",
                "RECORD {\"timeUnixNano\":1e-999999999}      | timeUnixNano is no integer of 64 bits without sign",
                "RECORD {\"timeUnixNano\":true}              | timeUnixNano has to be a number",
                "RECORD {\"attributes\":{}}                  | attributes has to be an array",
                "RECORD {\"attributes\":[{\"key\":7}]}       | key has to be a text",
            })
    void brokenJsonIsAnsweredAndKept(String json, String reason) throws Exception {
        String request = json.startsWith("RECORD ")
                ? "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + json.substring(7) + "]}]}]}"
                : json;

        HttpResponse<byte[]> answer = client.json(request);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains(OtlpClient.JSON);
        assertThat(new String(answer.body(), UTF_8)).startsWith("{\"code\":3,").contains(reason);
        assertThat(doors.deadLetters.letters()).hasSize(1);
        assertThat(doors.balances()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"body\":{\"intValue\":DIGITS}",
                "\"body\":{\"doubleValue\":DIGITS}",
                "\"timeUnixNano\":DIGITS",
                "\"severityNumber\":DIGITS",
                "\"flags\":DIGITS",
            })
    void digitsByTheMillionAreNotRead(String field) {
        String record = "{" + field.replace("DIGITS", "\"" + "7".repeat(3_500_000) + "\"") + "}";

        HttpResponse<byte[]> answer = assertTimeout(
                Duration.ofSeconds(10),
                () -> client.json("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + record + "]}]}]}"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8)).contains("has to be a number of at most 1000 digits");
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void valuesOnBothSidesOfTheirKeyHarmNobody() throws Exception {
        String twice = "{\"value\":{\"stringValue\":\"a\"},\"key\":\"k\",\"value\":{\"stringValue\":\"b\"}}";
        String good = "{\"body\":{\"stringValue\":\"good\"}}";
        String inAttributes = "{\"attributes\":[" + twice + "]}";
        String inBody = "{\"body\":{\"kvlistValue\":{\"values\":[" + twice + "]}}}";

        HttpResponse<byte[]> answer = client.json("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":["
                + String.join(",", good, inAttributes, inBody, good) + "]}]}]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("{}");
        assertThat(doors.documents()).hasSize(4);
        assertThat(doors.documents().subList(1, 3))
                .allSatisfy(document -> assertThat(JsonMapper.shared()
                                .readTree(document)
                                .at("/labels/k")
                                .asString())
                        .isEqualTo("b"));
    }

    @Test
    void aMessageThatHasNoPlaceAmongTheFieldsOfItsBodyIsInTheTextOfAll() throws Exception {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 9_000; i++) {
            values.append("{\"key\":\"k").append(i).append("\",\"value\":{\"intValue\":1}},");
        }
        values.append("{\"key\":\"message\",\"value\":{\"stringValue\":\"late\"}}");

        client.json("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"kvlistValue\":{\"values\":["
                + values + "]}}}]}]}]}");

        assertThat(JsonMapper.shared()
                        .readTree(doors.documents().getFirst())
                        .path("message")
                        .asString())
                .startsWith("{\"k0\":1,");
    }

    @Test
    void whatIsTooMuchIsKeptAsText() throws Exception {
        KeyValueList.Builder map = KeyValueList.newBuilder();
        ArrayValue.Builder array = ArrayValue.newBuilder();
        LogRecord.Builder record =
                LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue("hello"));
        for (int i = 0; i < 12_000; i++) {
            AnyValue value = AnyValue.newBuilder().setStringValue("v" + i + "v").build();
            map.addValues(KeyValue.newBuilder().setKey("k" + i).setValue(value));
            record.addAttributes(KeyValue.newBuilder()
                    .setKey("a" + i)
                    .setValue(AnyValue.newBuilder().setStringValue("w" + i + "w")));
        }
        for (int i = 0; i < 120_000; i++) {
            array.addValues(AnyValue.newBuilder().setStringValue("x" + i + "x"));
        }
        record.addAttributes(
                0,
                KeyValue.newBuilder()
                        .setKey("map")
                        .setValue(AnyValue.newBuilder().setKvlistValue(map)));
        record.addAttributes(
                1,
                KeyValue.newBuilder()
                        .setKey("array")
                        .setValue(AnyValue.newBuilder().setArrayValue(array)));

        HttpResponse<byte[]> answer = client.protobuf(
                request(Resource.getDefaultInstance(), record.build()).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(doors.deadLetters.letters()).isEmpty();
        JsonNode document = JsonMapper.shared().readTree(doors.documents().getFirst());
        assertThat(document.path("message").asString()).isEqualTo("hello");
        StringBuilder pieces = new StringBuilder();
        document.at("/labels/fields_over_limit").forEach(piece -> pieces.append(piece.asString()));
        assertThat(pieces).startsWith("map.k").contains("\narray: [\"x", "\na");
        String all = doors.documents().getFirst() + pieces;
        assertThat(marks("v", all)).isEqualTo(12_000);
        assertThat(marks("w", all)).isEqualTo(12_000);
        assertThat(marks("x", all)).isEqualTo(120_000);
    }

    private static long marks(String letter, String text) {
        return Pattern.compile(letter + "[0-9]+" + letter)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .distinct()
                .count();
    }

    @Test
    void whatIsNestedTooDeepIsRefusedAlone() throws Exception {
        AnyValue deep = AnyValue.newBuilder().setStringValue("in here").build();
        for (int i = 0; i < 5_000; i++) {
            // Built from bytes: the official classes would not read it back.
            ByteString inner = ArrayValue.newBuilder().addValues(deep).build().toByteString();
            deep = AnyValue.newBuilder()
                    .setUnknownFields(com.google.protobuf.UnknownFieldSet.newBuilder()
                            .addField(
                                    5,
                                    com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                            .addLengthDelimited(inner)
                                            .build())
                            .build())
                    .build();
        }
        LogRecord good = LogRecord.newBuilder()
                .setBody(AnyValue.newBuilder().setStringValue("good"))
                .build();
        LogRecord bad = LogRecord.newBuilder().setBody(deep).build();

        HttpResponse<byte[]> answer = client.protobuf(
                request(Resource.getDefaultInstance(), good, bad, good).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8)).contains("record 1: in the log record: nested deeper than 64");
        assertThat(doors.journal.count()).isEqualTo(2);
        assertThat(doors.deadLetters.letters()).hasSize(1);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void deepJsonIsRefusedWithoutAStackThatOverflows() throws Exception {
        String open = "{\"arrayValue\":{\"values\":[".repeat(100_000);
        String record = "{\"body\":" + open + "{}" + "]}}".repeat(100_000) + "}";

        HttpResponse<byte[]> answer =
                client.json("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + record + "]}]}]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8)).contains("nested too deep");
    }

    @Test
    void keysBehindTheirValuesOneInTheOtherDoNotCostEachTimeTwice() throws Exception {
        String open = "{\"kvlistValue\":{\"values\":[{\"value\":".repeat(30);
        String record = "{\"body\":" + open + "{}" + ",\"key\":\"k\"}]}}".repeat(30) + "}";

        HttpResponse<byte[]> answer =
                client.json("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + record + "]}]}]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8)).contains("values before their keys");
    }

    @Test
    void aLargeResourceOfManyRecordsIsTooLarge() throws Exception {
        Resource resource = Resource.newBuilder()
                .addAttributes(KeyValue.newBuilder()
                        .setKey("large")
                        .setValue(AnyValue.newBuilder().setStringValue("x".repeat(1_000_000))))
                .build();
        LogRecord[] records = IntStream.range(0, 1_000)
                .mapToObj(_ -> LogRecord.getDefaultInstance())
                .toArray(LogRecord[]::new);

        HttpResponse<byte[]> answer = client.protobuf(request(resource, records).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(RpcStatus.of(answer.body()).message()).contains("each with what they share");
        assertThat(doors.journal.count()).isZero();
    }

    @Test
    void aRecordThatIsTooLargeIsRefusedAlone() throws Exception {
        LogRecord large = LogRecord.newBuilder()
                .setBody(AnyValue.newBuilder().setStringValue("\u0001".repeat(4 * 1_024 * 1_024)))
                .build();

        HttpResponse<byte[]> answer =
                client.protobuf(request(Resource.getDefaultInstance(), large, LogRecord.getDefaultInstance())
                        .toByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8)).contains("a log record larger than 4194304 bytes");
        assertThat(doors.journal.count()).isEqualTo(1);
        assertThat(doors.deadLetters.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.truncated()).isTrue();
            assertThat(letter.raw()).hasSize(64 * 1_024);
        });
    }

    @Test
    void ofALargeBodyTheTextIsCutAndTheFieldsAreNot() throws Exception {
        String field = "{\"key\":\"a\",\"value\":{\"intValue\":1}},";
        String values = field.repeat(20_000) + "{\"key\":\"last\",\"value\":{\"intValue\":7}}";

        client.json("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"kvlistValue\":{\"values\":["
                + values + "]}}}]}]}]}");

        assertThat(doors.documents().getFirst())
                .contains("\"message\":\"{\\\"a\\\":1,")
                .contains("… [cut]")
                .contains("\"last\":7")
                .hasSizeLessThan(200_000);
    }

    @Test
    void tooManyRecordsAreTooMany() throws Exception {
        LogRecord[] records = IntStream.range(0, 50_001)
                .mapToObj(_ -> LogRecord.getDefaultInstance())
                .toArray(LogRecord[]::new);

        HttpResponse<byte[]> answer =
                client.protobuf(request(Resource.getDefaultInstance(), records).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(RpcStatus.of(answer.body()).message()).contains("more than 50000 log records");
    }

    @Test
    void ofBytesThatWereChangedByChanceEachGetsAnAnswer() throws Exception {
        int refused = 0;
        for (long seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            ExportLogsServiceRequest request = new RandomLogs(random).request();
            boolean inJson = random.nextBoolean();
            byte[] bytes = inJson ? new ProtoJson(random).of(request).getBytes(UTF_8) : request.toByteArray();
            for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }

            int status = client.post("/v1/logs", inJson ? OtlpClient.JSON : OtlpClient.PROTOBUF, bytes)
                    .statusCode();

            assertThat(status).as("seed %d", seed).isIn(200, 400);
            refused += status == 400 ? 1 : 0;
        }
        assertThat(refused).isPositive();
        assertThat(doors.count("tocsin.ingest.pushed.back.events")).isZero();
        assertThat(doors.balances()).isTrue();
    }

    private static ExportLogsServiceRequest request(Resource resource, LogRecord... records) {
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .setResource(resource)
                        .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(java.util.List.of(records))))
                .build();
    }
}
