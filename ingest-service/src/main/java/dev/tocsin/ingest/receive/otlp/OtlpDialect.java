package dev.tocsin.ingest.receive.otlp;

import dev.tocsin.ingest.decode.otlp.OtlpForm;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.Dialect;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.Refusal;
import dev.tocsin.ingest.receive.RequestHead;
import dev.tocsin.ingest.receive.RequestRefused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * OTLP/HTTP (specification 1.10): {@code POST /v1/logs} in protobuf or JSON, answered in the encoding of the request, refusals
 * as google.rpc.Status. Traces and metrics are somebody else's, and who sends them is told so.
 */
public final class OtlpDialect implements Dialect {
    private static final String PATH = "/v1/logs";
    private static final Set<String> OTHERS = Set.of("/v1/traces", "/v1/metrics", "/v1development/profiles");
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    @Override
    public boolean speaks(String path) {
        return path.equals(PATH) || OTHERS.contains(path);
    }

    @Override
    public String offer() {
        return "OpenTelemetry's POST " + PATH;
    }

    @Override
    public Call begin(RequestHead head) {
        if (!head.path().equals(PATH)) {
            throw new RequestRefused(
                    404,
                    "only logs are taken here",
                    "in the exporter set OTEL_TRACES_EXPORTER and OTEL_METRICS_EXPORTER to none, or to where those go");
        }
        if (!head.method().equals(HttpMethod.POST)) {
            throw new RequestRefused(
                    new Refusal(405, "only POST is possible here", "POST logs to " + PATH, Map.of("Allow", "POST")));
        }
        OtlpForm form = formOf(head)
                .orElseThrow(
                        () -> new RequestRefused(415, "unsupported media type", "send " + PROTOBUF + " or " + JSON));
        return new OtlpCall(form, new Http(form));
    }

    @Override
    public HttpAnswer refused(Refusal refusal, RequestHead head) {
        return new Http(formOf(head).orElse(OtlpForm.JSON)).refused(refusal);
    }

    /** Of the request, and so of the answer. */
    private static Optional<OtlpForm> formOf(RequestHead head) {
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        int parameters = type.indexOf(';');
        return switch (parameters < 0
                ? type.strip()
                : type.substring(0, parameters).strip()) {
            case PROTOBUF -> Optional.of(OtlpForm.PROTOBUF);
            case JSON -> Optional.of(OtlpForm.JSON);
            default -> Optional.empty();
        };
    }

    private record Http(OtlpForm form) implements OtlpCall.Words {
        @Override
        public HttpAnswer taken(int rejected, String why) {
            return answer(200, Map.of(), OtlpMessages.response(form, rejected, why));
        }

        @Override
        public HttpAnswer refused(Refusal refusal) {
            OtlpRefusal said = OtlpRefusal.of(refusal);
            byte[] status = OtlpMessages.status(form, said.code(), said.message(), said.retryAfterSeconds());
            return answer(said.status(), said.headers(), status);
        }

        private HttpAnswer answer(int status, Map<String, String> more, byte[] body) {
            Map<String, String> headers = new HashMap<>(more);
            headers.put(HttpHeaderNames.CONTENT_TYPE.toString(), form == OtlpForm.JSON ? JSON : PROTOBUF);
            return new HttpAnswer(status, headers, body);
        }
    }
}
