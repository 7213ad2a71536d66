package dev.tocsin.ingest.receive.otlp;

import dev.tocsin.ingest.receive.Refusal;
import java.util.HashMap;
import java.util.Map;

/**
 * A refusal as clients of this protocol understand it: they repeat a request after 429, 502, 503 and 504 only, and throw its
 * events away after every other status. So what is not the request's own doing is 503, with a time to wait.
 *
 * @param retryAfterSeconds 0 if the same request is not to come again
 */
record OtlpRefusal(int status, String message, long retryAfterSeconds, Map<String, String> headers) {
    private static final int SECONDS_FOR_FULL = 5;
    private static final int SECONDS_FOR_OTHERS = 1;
    private static final String RETRY_AFTER = "Retry-After";

    static OtlpRefusal of(Refusal refusal) {
        String message = refusal.reason() + ": " + refusal.hint();
        return switch (refusal.cause()) {
            case BUSY -> again(refusal, 429, message, SECONDS_FOR_OTHERS);
            case JOURNAL_FULL, FAILED -> again(refusal, 503, message, SECONDS_FOR_FULL);
            case REQUEST ->
                refusal.status() == 408
                        ? again(refusal, 503, message, SECONDS_FOR_OTHERS)
                        : new OtlpRefusal(refusal.status(), message, 0, refusal.headers());
            case ANSWER_FAILED -> new OtlpRefusal(refusal.status(), message, 0, refusal.headers());
        };
    }

    private static OtlpRefusal again(Refusal refusal, int status, String message, int least) {
        long seconds = Math.max(least, Long.parseLong(refusal.headers().getOrDefault(RETRY_AFTER, "0")));
        Map<String, String> headers = new HashMap<>(refusal.headers());
        headers.put(RETRY_AFTER, Long.toString(seconds));
        return new OtlpRefusal(status, message, seconds, headers);
    }

    RpcCode code() {
        return RpcCode.of(status);
    }
}
