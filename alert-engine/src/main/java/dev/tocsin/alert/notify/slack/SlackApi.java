package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tocsin.alert.notify.Deadline;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.http.Answer;
import dev.tocsin.alert.notify.http.Answer.Answered;
import dev.tocsin.alert.notify.http.AnswerPolicy;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingRequest;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Slack's Web API as far as a channel needs it: one call, one answer, nothing repeated. Writing methods take JSON, reading
 * ones a form. The token is a header and stands in no text. Thread-safe.
 */
final class SlackApi {
    /** A page of messages with their blocks. */
    private static final int MOST_ANSWER = 8 << 20;

    private static final int LONGEST_DETAIL = 300;
    private static final int OK = 200;
    private static final Duration TOO_SHORT = Duration.ofMillis(200);

    private final OutgoingUrl base;
    private final String token;
    private final Terms terms;

    SlackApi(OutgoingUrl base, String token, Terms terms) {
        this.base = base;
        this.token = token;
        this.terms = terms;
    }

    /** Calls a method that writes. */
    SlackReply write(String method, JsonObject arguments, Deadline deadline) {
        return call(method, "application/json; charset=utf-8", arguments.toString(), deadline);
    }

    /** Calls a method that reads. */
    SlackReply read(String method, Map<String, String> arguments, Deadline deadline) {
        String form = arguments.entrySet().stream()
                .map(argument -> encoded(argument.getKey()) + "=" + encoded(argument.getValue()))
                .collect(Collectors.joining("&"));
        return call(method, "application/x-www-form-urlencoded", form, deadline);
    }

    /** Whether it is a fake beside us, which may be talked to without TLS. */
    boolean isOnThisMachine() {
        return "http".equalsIgnoreCase(base.uri().getScheme());
    }

    Optional<String> standingTrouble() {
        return new OutgoingCall(base, terms, List.of(token)).standingTrouble();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private SlackReply call(String method, String contentType, String body, Deadline deadline) {
        Duration patience = deadline.leftAtMost(terms.timeout());
        if (patience.compareTo(TOO_SHORT) < 0) {
            return new SlackReply.NoWord(new TryLater(Optional.empty(), "no time was left for " + method));
        }
        OutgoingCall call = new OutgoingCall(
                base.below("/" + method), new Terms(terms.outgoing(), patience, terms.clock()), List.of(token));
        return replyIn(call.postForAll(
                new OutgoingRequest(
                        body.getBytes(StandardCharsets.UTF_8), contentType, Map.of("Authorization", "Bearer " + token)),
                MOST_ANSWER));
    }

    static SlackReply replyIn(Answer answer) {
        Answer told = answer instanceof Answered answered && answered.status() != OK ? shortened(answered) : answer;
        if (told instanceof Answered(int status, String body, var after) && status == OK) {
            return replyIn(body);
        }
        DeliveryOutcome outcome = AnswerPolicy.outcomeOf(told, answered -> new Unknown(answered.inWords()));
        return new SlackReply.NoWord(outcome);
    }

    private static SlackReply replyIn(String body) {
        try {
            if (JsonParser.parseString(body) instanceof JsonObject object
                    && object.get("ok") instanceof JsonElement ok
                    && ok.isJsonPrimitive()) {
                return ok.getAsBoolean()
                        ? new SlackReply.Done(object)
                        : new SlackReply.Error(text(object, "error"), detailIn(object));
            }
        } catch (JsonParseException e) {
            // As what is no answer of Slack's.
        }
        return new SlackReply.NoWord(new Unknown("200, but not an answer of Slack's: " + line(body)));
    }

    private static Answered shortened(Answered answered) {
        String word = wordIn(answered.body());
        return new Answered(answered.status(), word, answered.retryAfter());
    }

    private static String wordIn(String body) {
        try {
            return JsonParser.parseString(body) instanceof JsonObject object && object.has("error")
                    ? text(object, "error")
                    : line(body);
        } catch (JsonParseException e) {
            return line(body);
        }
    }

    private static String detailIn(JsonObject answer) {
        if (answer.has("needed")) {
            return "needs " + text(answer, "needed");
        }
        return answer.get("response_metadata") instanceof JsonObject metadata && metadata.has("messages")
                ? line(metadata.get("messages").toString())
                : "";
    }

    private static String line(String text) {
        return HarmlessText.line(text, LONGEST_DETAIL);
    }

    /** Empty if it is not there or no text. */
    static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonElement element && element.isJsonPrimitive()
                ? element.getAsString()
                : "";
    }

    /** What a look brought, when it brought nothing: it has shown nobody anything, however it ended. */
    static DeliveryOutcome afterLook(DeliveryOutcome outcome) {
        return switch (outcome) {
            case TryLater later -> later;
            case Delivered(String answer) -> new TryLater(Optional.empty(), answer);
            case Unknown(String reason) -> new TryLater(Optional.empty(), reason);
            case DeliveryOutcome.Refused(String reason) -> new TryLater(Optional.empty(), reason);
        };
    }
}
