package dev.tocsin.ingest.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.receive.CannotOpenDoor;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.DoorLimits;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
@NullMarked
class GrpcDoorTest {
    private static final HttpDoorSettings SETTINGS = HttpDoorSettings.DEFAULTS.withPort(0);
    private static final HttpDoorSettings IMPATIENT = new HttpDoorSettings(
            "127.0.0.1",
            0,
            new DoorLimits(0, 10, 0, 1_024 * 1_024),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
    private static final byte[] GOOD = OtlpDialectTest.protobufOf("good");

    @Test
    void aCallIsAnsweredWhenItsRecordsAreDurable() throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            GrpcClient.Answer answer = client.export(GOOD);

            assertThat(answer.code()).isZero();
            assertThat(ExportLogsServiceResponse.parseFrom(answer.message()).hasPartialSuccess())
                    .isFalse();
            assertThat(doors.journal.count()).isEqualTo(1);
            assertThat(client.export(new byte[0]).code()).isZero();
            assertThat(doors.count("tocsin.ingest.accepted.events", "door", "otlp-grpc"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/opentelemetry.proto.collector.trace.v1.TraceService/Export | 0 | identity | 12 | only logs",
                "EXPORT                                                      | 1 | identity | 3  | compressed",
                "EXPORT                                                      | 0 | snappy   | 12 | grpc-encoding",
                "EXPORT                                                      | 1 | gzip     | 3  | not gzip",
            })
    void whatIsNotTakenIsToldByItsCode(String path, int flag, String encoding, int code, String text) throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            GrpcClient.Answer answer = client.call(
                    path.replace("EXPORT", GrpcClient.EXPORT),
                    GrpcClient.framed(flag, GOOD),
                    "grpc-encoding",
                    encoding);

            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.text()).contains(text);
            assertThat(answer.details()).isNull();
            assertThat(client.export(GOOD).code()).isZero();
        }
    }

    @Test
    void oneMessageThatIsWholeAndNotTooLargeIsTaken() throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            byte[] two = new byte[2 * (5 + GOOD.length)];
            System.arraycopy(GrpcClient.framed(0, GOOD), 0, two, 0, 5 + GOOD.length);
            System.arraycopy(GrpcClient.framed(0, GOOD), 0, two, 5 + GOOD.length, 5 + GOOD.length);
            byte[] cut = java.util.Arrays.copyOf(GrpcClient.framed(0, GOOD), GOOD.length);
            byte[] tooLarge = new byte[SETTINGS.maxBodyBytes() + 1];

            assertThat(client.call(GrpcClient.EXPORT, two).text()).contains("more than one message");
            assertThat(client.call(GrpcClient.EXPORT, cut).text()).contains("ends in the middle");
            assertThat(client.call(GrpcClient.EXPORT, new byte[0]).code()).isEqualTo(3);
            GrpcClient.Answer refused = client.export(tooLarge);
            assertThat(refused.code()).isEqualTo(8);
            // Without one it is final.
            assertThat(refused.details()).isNull();
            GrpcClient.Answer neverFits = client.export(OtlpDialectTest.recordsOfALargeResource(500));
            assertThat(neverFits.code()).isEqualTo(8);
            assertThat(neverFits.text()).contains("bytes of memory that one client may have");
            assertThat(neverFits.details()).isNull();
            assertThat(doors.journal.count()).isZero();
            assertThat(doors.balances()).isTrue();
        }
    }

    @Test
    void badRecordsAreRejectedInTheAnswer() throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            byte[] broken = java.util.Arrays.copyOf(GOOD, GOOD.length - 1);

            assertThat(client.export(broken).code()).isEqualTo(3);
            assertThat(doors.deadLetters.letters()).hasSize(1);
            assertThat(doors.balances()).isTrue();
        }
    }

    @Test
    void aFullJournalIsUnavailableForATime() throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            doors.journal.refuse(new JournalFull("full"));

            GrpcClient.Answer answer = client.export(GOOD);

            assertThat(answer.code()).isEqualTo(14);
            assertThat(answer.details())
                    .isEqualTo(new RpcStatus(
                            14,
                            "the journal takes nothing at the moment: nothing was kept: send the same request again",
                            5));
        }
    }

    @Test
    void aTokenIsAskedForAndARateIsKept() throws Exception {
        String token = "t".repeat(32);
        TokenEntry[] entries = TokenBook.single("TOCSIN_TOKEN", token).toArray(TokenEntry[]::new);
        DoorAccess guarded = new DoorAccess(TokenBook.of(entries), InstantSource.system(), null);
        try (OpenDoors doors = open(guarded);
                GrpcClient client = client(doors)) {
            assertThat(client.export(GOOD).code()).isEqualTo(16);
            assertThat(client.export(GOOD, "authorization", "Bearer " + "x".repeat(32))
                            .code())
                    .isEqualTo(16);
            assertThat(client.export(GOOD, "authorization", "Bearer " + token).code())
                    .isZero();
            assertThat(doors.journal.count()).isEqualTo(1);
        }
    }

    @Test
    void whoseTimeIsOverIsToldSo() throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            doors.journal.hold();

            GrpcClient.Answer answer = client.export(GOOD, "grpc-timeout", "200m");

            assertThat(answer.code()).isEqualTo(4);
            assertThat(answer.text()).contains("it is not known whether it was kept");
            doors.journal.release();
            await().until(doors::balances);
            assertThat(client.export(GOOD, "grpc-timeout", "10S").code()).isZero();
            assertThat(client.export(GOOD, "grpc-timeout", "soon").code()).isEqualTo(3);
        }
    }

    @Test
    void whoGivesUpHarmsNobody() throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            doors.journal.hold();
            Call call = client.prepared(GrpcClient.EXPORT, GrpcClient.framed(0, GOOD));
            Thread caller = Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(call::execute).isNotNull());
            await().until(() -> doors.journal.appends() == 1);

            call.cancel();
            caller.join();

            doors.journal.release();
            await().until(doors::balances);
            assertThat(client.export(GOOD).code()).isZero();
        }
    }

    @Test
    void connectionsThatSayNothingAreEnded() throws Exception {
        try (OpenDoors doors = new OpenDoors(IngestDoors.otlpGrpc(() -> IMPATIENT, DoorAccess.OPEN));
                GrpcClient client = client(doors);
                Socket silent = new Socket("127.0.0.1", doors.port("otlp-grpc"))) {
            assertThat(client.export(GOOD).code()).isZero();

            await().until(() ->
                    doors.metrics.get("tocsin.ingest.connections").gauge().value() == 0);
            assertThat(doors.count("tocsin.ingest.refused.connections", "reason", "header_timeout"))
                    .isEqualTo(1);
            assertThat(silent.isConnected()).isTrue();
            // On a connection of its own.
            assertThat(client.export(GOOD).code()).isZero();
        }
    }

    @Test
    void aCallThatBeginsWhileTheConnectionEndsDoesNotKeepItForEver() throws Exception {
        int settings = 4;
        int goAway = 7;
        try (OpenDoors doors = new OpenDoors(IngestDoors.otlpGrpc(() -> IMPATIENT, DoorAccess.OPEN));
                Socket socket = new Socket("127.0.0.1", doors.port("otlp-grpc"))) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(settings, 0, 0, new byte[0]));
            readUntil(goAway, in);

            // A head without an end: POST, http, and / as path. The ping is not answered.
            out.write(frame(1, 4, 1, new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84}));

            // Or the socket times out.
            readUntil(goAway, in);
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putShort((short) 0)
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static void readUntil(int type, DataInputStream in) throws IOException {
        int read;
        do {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            read = in.readUnsignedByte();
            in.skipNBytes(5L + length);
        } while (read != type);
    }

    @Test
    void itsAnswersSayWhichEncodingsItTakes() throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors)) {
            for (String encoding : List.of("identity", "snappy")) {
                Call call = client.prepared(GrpcClient.EXPORT, GrpcClient.framed(0, GOOD), "grpc-encoding", encoding);
                try (Response answer = call.execute()) {
                    assertThat(answer.header("grpc-accept-encoding")).isEqualTo("identity,gzip");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "{\"message\":\"json lines\"}\n", "PRI * HTTP/2.0\r\n\r\nXX"
            })
    void whatIsNotHttp2HarmsNobody(String bytes) throws Exception {
        try (OpenDoors doors = open(DoorAccess.OPEN);
                GrpcClient client = client(doors);
                Socket stranger = new Socket("127.0.0.1", doors.port("otlp-grpc"))) {
            stranger.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));

            stranger.getInputStream().readAllBytes();

            assertThat(client.export(GOOD).code()).isZero();
        }
    }

    @Test
    void beyondThisMachineItListensToThoseItKnowsOnly() {
        HttpDoorSettings everywhere = SETTINGS.at("0.0.0.0", 0);

        assertThatThrownBy(() -> new OpenDoors(IngestDoors.otlpGrpc(() -> everywhere, DoorAccess.OPEN)).close())
                .isInstanceOf(CannotOpenDoor.class)
                .hasMessageContaining("TOCSIN_OTLP_ADDRESS");
    }

    static LogRecordData record(String body) {
        AtomicReference<LogRecordData> made = new AtomicReference<>();
        try (SdkLoggerProvider logs = SdkLoggerProvider.builder()
                .addLogRecordProcessor((_, record) -> made.set(record.toLogRecordData()))
                .build()) {
            logs.get("shop").logRecordBuilder().setBody(body).emit();
        }
        return made.get();
    }

    private static OpenDoors open(DoorAccess access) {
        return new OpenDoors(IngestDoors.otlpGrpc(() -> SETTINGS, access));
    }

    private static GrpcClient client(OpenDoors doors) {
        return new GrpcClient(doors.port("otlp-grpc"));
    }
}
