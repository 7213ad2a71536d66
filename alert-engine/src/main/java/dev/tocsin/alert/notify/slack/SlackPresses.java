package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonObject;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.http.AnswerPolicy;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingRequest;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a button says, once for each press, if who pressed it may; and answers that person alone. Returns at once, for
 * Slack waits three seconds: at most so many are worked on together, those beyond are left alone and logged.
 */
final class SlackPresses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlackPresses.class);
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_KNOWN = 10_000;
    private static final int ANSWER = 3_000;

    private final SlackActions actions;
    private final Terms terms;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> known = new LinkedHashSet<>();

    SlackPresses(SlackActions actions, Terms terms) {
        this.actions = actions;
        this.terms = terms;
    }

    void take(SlackPress press, SlackInteractionOptions options) {
        Optional<SlackButton> button = SlackButton.of(press.actionId());
        if (button.isEmpty() || !isNew(press)) {
            return;
        }
        if (!room.tryAcquire()) {
            LOG.atWarn().addKeyValue("most", MOST_AT_ONCE).log("Too many buttons were pressed at once in Slack");
            forget(press);
            return;
        }
        threads.execute(() -> {
            try {
                answer(press, done(press, button.get(), options));
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("button", press.actionId())
                        .setCause(e)
                        .log("A button of Slack failed");
                forget(press);
                answer(press, "That did not work. Press again, or look at the engine's log.");
            } finally {
                room.release();
            }
        });
    }

    private String done(SlackPress press, SlackButton button, SlackInteractionOptions options) {
        boolean isOfWorkspace = options.workspace().map(press.team()::equals).orElse(true);
        String user = options.users().get(press.user());
        if (user == null || !isOfWorkspace) {
            LOG.atWarn()
                    .addKeyValue("user", press.user().replaceAll("[^A-Z0-9]", "?"))
                    .addKeyValue("button", button.actionId())
                    .log("A button of Slack was pressed by somebody who may not");
            return "You may not do that. Who keeps channels.yml can add your id, " + press.user() + ", to allow.users.";
        }
        String said = switch (button) {
            case ACKNOWLEDGE -> actions.acknowledge(press.value(), user);
            case SILENCE -> actions.silence(press.value(), SILENCE, user);
            case WHY -> actions.why(press.value(), user);
        };
        LOG.atInfo()
                .addKeyValue("user", user)
                .addKeyValue("button", button.actionId())
                .log("A button of Slack was pressed");
        return said;
    }

    private void answer(SlackPress press, String text) {
        if (text.isBlank()
                || OutgoingUrl.troubleWith(press.responseUrl(), Plain.THIS_MACHINE)
                        .isPresent()) {
            return;
        }
        JsonObject body = new JsonObject();
        body.addProperty("response_type", "ephemeral");
        body.addProperty("replace_original", false);
        body.addProperty("text", SlackText.lines(text, ANSWER));
        DeliveryOutcome outcome = AnswerPolicy.outcomeOf(
                new OutgoingCall(OutgoingUrl.of(press.responseUrl(), Plain.THIS_MACHINE), terms)
                        .post(OutgoingRequest.json(body.toString().getBytes(StandardCharsets.UTF_8))),
                answered -> new Delivered(answered.inWords()));
        if (!(outcome instanceof Delivered)) {
            LOG.atWarn().addKeyValue("outcome", outcome).log("Who pressed a button in Slack got no answer");
        }
    }

    private synchronized boolean isNew(SlackPress press) {
        boolean isNew = known.add(press.key());
        if (known.size() > MOST_KNOWN) {
            Iterator<String> oldest = known.iterator();
            oldest.next();
            oldest.remove();
        }
        return isNew;
    }

    private synchronized void forget(SlackPress press) {
        known.remove(press.key());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
