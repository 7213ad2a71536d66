package dev.tocsin.ingest.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.Role;
import dev.tocsin.access.Streams;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.access.TokenHash;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of OTLP/HTTP is answered. */
@Timeout(60)
@NullMarked
class OtlpDialectTest {
    private static final String GOOD = "{\"body\":{\"stringValue\":\"good\"}}";
    private static final HttpDoorSettings SETTINGS = HttpDoorSettings.DEFAULTS.withPort(0);

    private final OpenDoors doors = new OpenDoors(
            IngestDoors.http(() -> SETTINGS, DoorAccess.OPEN), IngestDoors.otlpHttp(() -> SETTINGS, DoorAccess.OPEN));
    private final OtlpClient client = new OtlpClient(doors.port("otlp-http"));

    @AfterEach
    void close() {
        client.close();
        doors.close();
    }

    @Test
    void successHasNoPartialSuccess() throws Exception {
        HttpResponse<byte[]> protobuf = client.protobuf(protobufOf("good"));
        HttpResponse<byte[]> json = client.json(jsonOf(GOOD));

        assertThat(protobuf.statusCode()).isEqualTo(200);
        assertThat(protobuf.headers().firstValue("Content-Type")).contains(OtlpClient.PROTOBUF);
        assertThat(ExportLogsServiceResponse.parseFrom(protobuf.body()).hasPartialSuccess())
                .isFalse();
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.headers().firstValue("Content-Type")).contains(OtlpClient.JSON);
        assertThat(json.body()).asString().isEqualTo("{}");
        assertThat(doors.count("tocsin.ingest.accepted.events", "door", "otlp-http"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"resourceLogs\":[]}",
                "{\"resourceLogs\":[{}]}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[]}]}]}",
                "{\"resourceLogs\":null}",
            })
    void anEmptyRequestIsASuccess(String json) throws Exception {
        assertThat(client.json(json).statusCode()).isEqualTo(200);
        assertThat(client.protobuf(new byte[0]).statusCode()).isEqualTo(200);
        assertThat(doors.journal.count()).isZero();
    }

    @Test
    void badRecordsAreRejectedAndTheOthersKept() throws Exception {
        HttpResponse<byte[]> answer = client.json(jsonOf(GOOD, "{\"body\":7}", GOOD));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).asString().isEqualTo("""
                {"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"1 of 3 log records are refused, 1 kept as \
                dead letters; record 1: \
                in the log record: a value has to be an object at byte 9, see the JSON encoding of OTLP"}}""");
        assertThat(doors.journal.count()).isEqualTo(2);
        assertThat(doors.deadLetters.letters())
                .singleElement()
                .satisfies(letter -> assertThat(new String(letter.raw(), UTF_8)).isEqualTo("""
                        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":7}]}]}]}"""));
    }

    @Test
    void inProtobufTheyAreRejectedAlike() throws Exception {
        byte[] request = protobufOf("good", "bad\u0001");
        for (int i = 0; i < request.length; i++) {
            request[i] = request[i] == 1 && request[i - 1] == 'd' ? (byte) 0xff : request[i];
        }

        ExportLogsServiceResponse answer =
                ExportLogsServiceResponse.parseFrom(client.protobuf(request).body());

        assertThat(answer.getPartialSuccess().getRejectedLogRecords()).isEqualTo(1);
        assertThat(answer.getPartialSuccess().getErrorMessage()).contains("text that is not UTF-8");
        assertThat(doors.journal.count()).isEqualTo(1);
    }

    @Test
    void aFullJournalIsAReasonToComeAgain() throws Exception {
        doors.journal.refuse(new JournalFull("full"));

        HttpResponse<byte[]> protobuf = client.protobuf(protobufOf("good"));
        HttpResponse<byte[]> json = client.json(jsonOf(GOOD));

        assertThat(protobuf.statusCode()).isEqualTo(503);
        assertThat(protobuf.headers().firstValue("Retry-After")).contains("5");
        assertThat(RpcStatus.of(protobuf.body()))
                .isEqualTo(new RpcStatus(
                        14,
                        "the journal takes nothing at the moment: nothing was kept: send the same request again",
                        5));
        assertThat(json.statusCode()).isEqualTo(503);
        assertThat(json.body())
                .asString()
                .startsWith("{\"code\":14,\"message\":\"the journal takes nothing")
                .endsWith(
                        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"5s\"}]}");

        doors.journal.refuse(null);
        assertThat(client.protobuf(protobufOf("good")).statusCode()).isEqualTo(200);
        assertThat(doors.journal.count()).isEqualTo(1);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void aDiskThatFailsIsAReasonToComeAgain() throws Exception {
        doors.journal.refuse(new JournalUnavailable("broken", new java.io.IOException()));

        HttpResponse<byte[]> answer = client.protobuf(protobufOf("good"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /v1/traces,  application/x-protobuf, 404, 12",
        "POST,   /v1/metrics, application/json,       404, 12",
        "POST,   /v1/nothing, application/x-protobuf, 404, 12",
        "POST,   /v1/logs,    text/plain,             415, 12",
        "POST,   /v1/logs,    application/json;x=1,   200, 0",
        "POST,   /v1/logs/,   application/json,       200, 0",
    })
    void whatIsNotTakenIsToldInTheEncodingOfTheRequest(String method, String path, String type, int status, int code)
            throws Exception {
        HttpResponse<byte[]> answer = client.post(path, type, "{}".getBytes(UTF_8));

        assertThat(answer.statusCode()).as(method).isEqualTo(status);
        boolean isProtobuf = type.equals(OtlpClient.PROTOBUF);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains(isProtobuf ? OtlpClient.PROTOBUF : OtlpClient.JSON);
        if (isProtobuf) {
            assertThat(RpcStatus.of(answer.body()).code()).isEqualTo(code);
        } else if (code != 0) {
            assertThat(answer.body()).asString().startsWith("{\"code\":" + code + ",");
        }
    }

    /** What each event has of its resource does not fit later either: exporters are not to come again with it. */
    @Test
    void whatIsMoreThanAClientMayHaveInMemoryIsRefusedForGood() throws Exception {
        for (HttpResponse<byte[]> answer :
                List.of(client.protobuf(recordsOfALargeResource(500)), client.protobuf(recordsOfALargeResource(500)))) {
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
            RpcStatus status = RpcStatus.of(answer.body());
            assertThat(status.code()).isEqualTo(8);
            assertThat(status.message())
                    .matches(
                            "the events of its first 4\\d\\d of 500 records need more than the 50331648 bytes of memory"
                                    + " that one client may have: .*send smaller requests.*");
        }
        assertThat(client.protobuf(recordsOfALargeResource(100)).statusCode()).isEqualTo(200);
        assertThat(doors.journal.count()).isEqualTo(100);
        assertThat(doors.count("tocsin.ingest.pushed.back.events", "reason", "too_much"))
                .isEqualTo(1_000);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void aRequestIsLimitedAsItIsAndAfterDecompression() throws Exception {
        byte[] tooLarge = new byte[SETTINGS.maxBodyBytes() + 1];

        assertThat(client.protobuf(tooLarge).statusCode()).isEqualTo(413);
        assertThat(client.protobuf(gzip(tooLarge), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(413);
        assertThat(client.protobuf(gzip(protobufOf("good")), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void underAnIdempotencyKeyARetryHasTheSameIdsAndAnotherResourceOthers() throws Exception {
        String shop = "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                + "{\"stringValue\":\"shop\"}}]},\"scopeLogs\":[{\"logRecords\":[" + GOOD + "]}]}]}";
        for (String request : new String[] {shop, shop, shop.replace("\"shop\"", "\"cart\"")}) {
            assertThat(client.json(request, "Idempotency-Key", "k").statusCode())
                    .isEqualTo(200);
        }

        var ids = doors.journal.events().stream().map(event -> event.clientId()).toList();
        assertThat(ids.get(0)).isNotNull().isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
    }

    @Test
    void withoutTheTokenNothingIsTaken() throws Exception {
        TokenEntry[] entries = TokenBook.single("TOCSIN_TOKEN", "s".repeat(32)).toArray(TokenEntry[]::new);
        DoorAccess guarded = new DoorAccess(TokenBook.of(entries), InstantSource.system(), null);
        try (OpenDoors others = new OpenDoors(IngestDoors.otlpHttp(() -> SETTINGS, guarded));
                OtlpClient stranger = new OtlpClient(others.port("otlp-http"))) {
            HttpResponse<byte[]> refused = stranger.protobuf(protobufOf("good"));
            HttpResponse<byte[]> taken =
                    stranger.protobuf(protobufOf("good"), "Authorization", "Bearer " + "s".repeat(32));

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(RpcStatus.of(refused.body()).code()).isEqualTo(16);
            assertThat(taken.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTokenForOneStreamWritesThatOneOnly() throws Exception {
        TokenEntry shop =
                new TokenEntry("shop", Role.SHIP, TokenHash.ofToken("s"), null, new Streams(List.of("logs-shop-*")));
        DoorAccess guarded = new DoorAccess(TokenBook.of(shop), InstantSource.system(), null);
        String both = "{\"resourceLogs\":[" + logsOf("shop") + "," + logsOf("bank") + "]}";
        String strange = "{\"resourceLogs\":[" + logsOf("bank") + "]}";
        try (OpenDoors others = new OpenDoors(IngestDoors.otlpHttp(() -> SETTINGS, guarded));
                OtlpClient ours = new OtlpClient(others.port("otlp-http"))) {
            HttpResponse<byte[]> partial = ours.json(both, "Authorization", "Bearer s");

            assertThat(partial.statusCode()).isEqualTo(200);
            assertThat(partial.body())
                    .asString()
                    .contains("\"rejectedLogRecords\":\"1\"", "the token 'shop' may not write to logs-bank-tocsin");
            assertThat(ours.json(strange, "Authorization", "Bearer s").statusCode())
                    .isEqualTo(403);
            assertThat(others.journal.count()).isEqualTo(1);
            assertThat(others.deadLetters.letters()).isEmpty();
            assertThat(others.balances()).isTrue();
        }
    }

    private static String logsOf(String service) {
        return "{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"" + service
                + "\"}}]},\"scopeLogs\":[{\"logRecords\":[" + GOOD + "]}]}";
    }

    static byte[] protobufOf(String... messages) {
        ScopeLogs.Builder logs = ScopeLogs.newBuilder();
        for (String message : messages) {
            logs.addLogRecords(
                    LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(message)));
        }
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(logs))
                .build()
                .toByteArray();
    }

    /** As events they have all of it, 110 KB each. */
    static byte[] recordsOfALargeResource(int records) {
        ScopeLogs.Builder logs = ScopeLogs.newBuilder();
        for (int i = 0; i < records; i++) {
            logs.addLogRecords(LogRecord.getDefaultInstance());
        }
        Resource resource = Resource.newBuilder()
                .addAttributes(KeyValue.newBuilder()
                        .setKey("large")
                        .setValue(AnyValue.newBuilder().setStringValue("r".repeat(110_000))))
                .build();
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(logs))
                .build()
                .toByteArray();
    }

    private static String jsonOf(String... records) {
        return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + String.join(",", records) + "]}]}]}";
    }

    private static byte[] gzip(byte[] bytes) throws java.io.IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }
}
