package dev.tocsin.ingest.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.decode.otlp.OtlpForm;
import dev.tocsin.ingest.decode.otlp.OtlpRequest;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of log records, in both encodings. */
@Timeout(120)
@NullMarked
class OtlpDocumentsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final OpenDoors doors =
            new OpenDoors(IngestDoors.http(() -> HttpDoorSettings.DEFAULTS.withPort(0), DoorAccess.OPEN));
    private final OtlpClient client = new OtlpClient(doors.httpPort());

    @AfterEach
    void close() {
        client.close();
        doors.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time_unix_nano: 1790000000123456789 | /@timestamp | 2026-09-21T14:13:20.123456789Z",
                "observed_time_unix_nano: 1790000000000000000 | /@timestamp | 2026-09-21T14:13:20Z",
                "time_unix_nano: 1790000000000000000 observed_time_unix_nano: 1790000001000000000"
                        + " | /event/created | 2026-09-21T14:13:21Z",
                "time_unix_nano: 1 | /@timestamp | 1970-01-01T00:00:00.000000001Z",
                "severity_number: SEVERITY_NUMBER_WARN | /log/level | WARN",
                "severity_number: SEVERITY_NUMBER_INFO2 | /log/level | INFO",
                "severity_number: SEVERITY_NUMBER_INFO2 | /event/severity | 10",
                "severity_text: 'warning' | /log/level | WARN",
                "severity_number: SEVERITY_NUMBER_ERROR severity_text: 'SEVERE' | /log/level | ERROR",
                "severity_number: SEVERITY_NUMBER_ERROR severity_text: 'SEVERE' | /labels/severity_text | SEVERE",
                "severity_number: SEVERITY_NUMBER_ERROR severity_text: 'Error' | /labels/severity_text | -",
                "body {string_value: 'hello'} | /message | hello",
                "body {int_value: 7} | /message | 7",
                "body {bytes_value: 'abc'} | /message | YWJj",
                "body {kvlist_value {values {key: 'message' value {string_value: 'hi'}}}} | /message | hi",
                "body {kvlist_value {values {key: 'order' value {int_value: 7}}}} | /message | {\"order\":7}",
                "body {kvlist_value {values {key: 'order' value {int_value: 7}}}} | /numeric_labels/order | 7",
                "body {array_value {values {string_value: 'a'} values {bool_value: true} values {}}}"
                        + " | /message | [\"a\",true,null]",
                "body {array_value {values {string_value: 'a'} values {bool_value: true} values {}}}"
                        + " | /labels/body | [\"a\",\"true\"]",
                "trace_id: '\\000\\001\\002\\003\\004\\005\\006\\007\\010\\011\\012\\013\\014\\015\\016\\377'"
                        + " | /trace/id | 000102030405060708090a0b0c0d0eff",
                "span_id: '\\000\\001\\002\\003\\004\\005\\006\\007' | /span/id | 0001020304050607",
                "trace_id: '\\000\\000\\000\\000\\000\\000\\000\\000' | /trace | -",
                "flags: 257 | /numeric_labels/trace_flags | 1",
                "event_name: 'order.placed' | /event/action | order.placed",
                "dropped_attributes_count: 3 | /numeric_labels/dropped_attributes_count | 3",
                "attributes {key: 'event.name' value {string_value: 'placed'}} | /event/action | placed",
                "attributes {key: 'log.record.uid' value {string_value: 'u1'}} | /event/id | u1",
                "attributes {key: 'exception.type' value {string_value: 'T'}} | /error/type | T",
                "attributes {key: 'exception.message' value {string_value: 'm'}} | /error/message | m",
                "attributes {key: 'exception.stacktrace' value {string_value: 's'}} | /error/stack_trace | s",
                "attributes {key: 'thread.name' value {string_value: 'main'}} | /process/thread/name | main",
                "attributes {key: 'thread.id' value {int_value: 4}} | /process/thread/id | 4",
                "attributes {key: 'code.function.name' value {string_value: 'a.B.c'}} | /log/origin/function | a.B.c",
                "attributes {key: 'code.file.path' value {string_value: 'B.java'}} | /log/origin/file/name | B.java",
                "attributes {key: 'code.line.number' value {int_value: 9}} | /log/origin/file/line | 9",
                "attributes {key: 'http.request.method' value {string_value: 'GET'}} | /http/request/method | GET",
                "attributes {key: 'http.status_code' value {int_value: 404}} | /http/response/status_code | 404",
                "attributes {key: 'url.path' value {string_value: '/x'}} | /url/path | /x",
                "attributes {key: 'client.address' value {string_value: '::1'}} | /client/address | ::1",
                "attributes {key: 'user_agent.original' value {string_value: 'curl'}} | /user_agent/original | curl",
                "attributes {key: 'order' value {int_value: 7}} | /numeric_labels/order | 7",
                "attributes {key: 'order' value {int_value: 9223372036854775807}} | /labels/order | 9223372036854775807",
                "attributes {key: 'ratio' value {double_value: 0.5}} | /numeric_labels/ratio | 0.5",
                "attributes {key: 'ratio' value {double_value: nan}} | /labels/ratio | NaN",
                "attributes {key: 'paid' value {bool_value: true}} | /labels/paid | true",
                "attributes {key: 'http' value {kvlist_value {values {key: 'request.method' value {string_value: 'PUT'}}}}}"
                        + " | /http/request/method | PUT",
                "attributes {key: 'nothing'} | /labels/nothing | -",
                "attributes {key: 'service.name' value {string_value: 'other'}} | /service/name | shop",
                "attributes {key: 'service.name' value {string_value: 'other'}} | /labels/service.name | other",
                " | /service/name | shop",
                " | /service/version | 1.4",
                " | /labels/service.namespace | web",
                " | /service/node/name | shop-1",
                " | /service/environment | prod",
                " | /host/name | h1",
                " | /host/architecture | amd64",
                " | /host/os/name | Debian",
                " | /kubernetes/pod/name | shop-7d",
                " | /kubernetes/namespace | shops",
                " | /orchestrator/cluster/name | c1",
                " | /container/id | abc",
                " | /process/pid | 42",
                " | /process/executable | /usr/bin/java",
                " | /labels/telemetry.sdk.language | java",
                " | /numeric_labels/resource.dropped_attributes_count | 2",
                " | /log/logger | shop.Checkout",
                " | /labels/scope.version | 7",
                " | /labels/scopy | yes",
                " | /event/dataset | shop",
            })
    void eachPartHasItsPlace(String line) throws Exception {
        String[] parts = line.split("\\|", 3);
        ExportLogsServiceRequest request = TextFormat.parse("""
                resource_logs {
                  resource {
                    attributes {key: 'service.name' value {string_value: 'shop'}}
                    attributes {key: 'service.version' value {string_value: '1.4'}}
                    attributes {key: 'service.namespace' value {string_value: 'web'}}
                    attributes {key: 'service.instance.id' value {string_value: 'shop-1'}}
                    attributes {key: 'deployment.environment.name' value {string_value: 'prod'}}
                    attributes {key: 'host.name' value {string_value: 'h1'}}
                    attributes {key: 'host.arch' value {string_value: 'amd64'}}
                    attributes {key: 'os.name' value {string_value: 'Debian'}}
                    attributes {key: 'k8s.pod.name' value {string_value: 'shop-7d'}}
                    attributes {key: 'k8s.namespace.name' value {string_value: 'shops'}}
                    attributes {key: 'k8s.cluster.name' value {string_value: 'c1'}}
                    attributes {key: 'container.id' value {string_value: 'abc'}}
                    attributes {key: 'process.pid' value {int_value: 42}}
                    attributes {key: 'process.executable.path' value {string_value: '/usr/bin/java'}}
                    attributes {key: 'telemetry.sdk.language' value {string_value: 'java'}}
                    dropped_attributes_count: 2
                  }
                  scope_logs {
                    scope {
                      name: 'shop.Checkout' version: '7'
                      attributes {key: 'scopy' value {string_value: 'yes'}}
                    }
                    log_records {%s}
                  }
                }""".formatted(parts[0]), ExportLogsServiceRequest.class);

        client.protobuf(request.toByteArray());
        client.json(new ProtoJson(new Random(1)).of(request));

        String expected = parts[2].strip();
        assertThat(doors.documents()).hasSize(2).allSatisfy(document -> {
            JsonNode value = JSON.readTree(document).at(parts[1].strip());
            String text = value.isMissingNode() ? "-" : value.isString() ? value.stringValue() : value.toString();
            assertThat(text).as("%s", document).isEqualTo(expected);
        });
    }

    @Test
    void bothEncodingsOfARequestAreTheSameDocuments() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ExportLogsServiceRequest request = new RandomLogs(random).request();
            String json = new ProtoJson(random).of(request);
            int before = doors.journal.count();

            int protobuf = client.protobuf(request.toByteArray()).statusCode();
            int between = doors.journal.count();
            int status = client.json(json).statusCode();

            assertThat(List.of(protobuf, status)).as("seed %d: %s", seed, json).containsOnly(200);
            assertThat(documents(between, doors.journal.count()))
                    .as("seed %d: %s", seed, json)
                    .isEqualTo(documents(before, between))
                    .hasSize(RandomLogs.countOf(request));
        }
        assertThat(doors.deadLetters.letters()).isEmpty();
    }

    /** What a dead letter keeps. */
    @Test
    void aRecordForItselfIsARequestThatBecomesTheSameDocument() throws Exception {
        for (long seed = 0; seed < 100; seed++) {
            ExportLogsServiceRequest request = new RandomLogs(new Random(seed)).request();
            byte[] protobuf = request.toByteArray();
            byte[] json = new ProtoJson(new Random(seed)).of(request).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            List<byte[]> alone = new ArrayList<>();
            List<byte[]> aloneInJson = new ArrayList<>();
            OtlpRequest.cut(
                    OtlpForm.PROTOBUF,
                    protobuf,
                    0,
                    protobuf.length,
                    (from, to, envelope) -> alone.add(envelope.around(protobuf, from, to)));
            OtlpRequest.cut(
                    OtlpForm.JSON,
                    json,
                    0,
                    json.length,
                    (from, to, envelope) -> aloneInJson.add(envelope.around(json, from, to)));
            int before = doors.journal.count();

            client.protobuf(protobuf);
            int between = doors.journal.count();
            for (byte[] one : alone) {
                client.protobuf(one);
            }
            for (byte[] one : aloneInJson) {
                client.post("/v1/logs", OtlpClient.JSON, one);
            }

            List<JsonNode> whole = documents(before, between);
            List<JsonNode> twice = new ArrayList<>(whole);
            twice.addAll(whole);
            assertThat(documents(between, doors.journal.count()))
                    .as("seed %d", seed)
                    .isEqualTo(twice);
        }
    }

    /** Read, for the order of their fields says nothing. */
    private List<JsonNode> documents(int from, int to) {
        return doors.documents().subList(from, to).stream().map(JSON::readTree).toList();
    }
}
