package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tocsin.alert.notify.Deadline;
import dev.tocsin.alert.notify.http.Answer;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingRequest;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import java.util.Map;
import java.util.Optional;

/** Puts a picture into Slack without showing it to anybody: it is announced, sent to where Slack says, and completed. */
final class SlackUpload {
    private static final int OK = 200;

    private final SlackApi api;
    private final Terms terms;

    SlackUpload(SlackApi api, Terms terms) {
        this.api = api;
        this.terms = terms;
    }

    /** What came of it. */
    sealed interface Uploaded {
        /** @param file id, for a block to show it; Slack may still be working on it */
        record There(String file) implements Uploaded {}

        /** @param isToBeMended whether a person has to do something first */
        record Failed(String reason, boolean isToBeMended) implements Uploaded {}
    }

    Uploaded png(String name, byte[] bytes, Deadline deadline) {
        SlackReply announced = api.read(
                "files.getUploadURLExternal",
                Map.of("filename", name, "length", Integer.toString(bytes.length)),
                deadline);
        if (!(announced instanceof SlackReply.Done(JsonObject place))) {
            return failed(announced);
        }
        String file = SlackApi.text(place, "file_id");
        Optional<String> trouble = sent(SlackApi.text(place, "upload_url"), bytes);
        if (trouble.isPresent()) {
            return new Uploaded.Failed("the upload: " + trouble.get(), false);
        }
        JsonObject one = new JsonObject();
        one.addProperty("id", file);
        one.addProperty("title", name);
        JsonArray files = new JsonArray();
        files.add(one);
        SlackReply completed = api.read("files.completeUploadExternal", Map.of("files", files.toString()), deadline);
        return completed instanceof SlackReply.Done ? new Uploaded.There(file) : failed(completed);
    }

    /** The address is a secret of its own: it is in no text. */
    private Optional<String> sent(String url, byte[] bytes) {
        if (OutgoingUrl.troubleWith(url, Plain.THIS_MACHINE).isPresent()) {
            return Optional.of("Slack named an address that is none");
        }
        Answer answer = new OutgoingCall(OutgoingUrl.of(url, Plain.THIS_MACHINE), terms)
                .post(new OutgoingRequest(bytes, "image/png", Map.of()));
        return switch (answer) {
            case Answer.Answered(int status, var _, var _) when status == OK -> Optional.empty();
            case Answer.Answered(int status, var _, var _) -> Optional.of("answered by " + status);
            case Answer.NotSent(String reason) -> Optional.of(reason);
            case Answer.NotAllowed(String reason) -> Optional.of(reason);
            case Answer.Lost(String reason) -> Optional.of(reason);
        };
    }

    private static Uploaded failed(SlackReply reply) {
        return switch (reply) {
            case SlackReply.Error error ->
                new Uploaded.Failed(SlackWords.withHint(error), SlackWords.isAboutTheChannel(error.word()));
            case SlackReply.NoWord(var outcome) -> new Uploaded.Failed(outcome.trouble(), false);
            case SlackReply.Done _ -> new Uploaded.Failed("", false);
        };
    }
}
