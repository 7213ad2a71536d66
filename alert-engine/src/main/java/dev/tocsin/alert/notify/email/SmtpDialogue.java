package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.email.SmtpReply.Stage;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * What is said to a server and by it. Knows how far it came, and keeps what was said of the message itself: Angus hangs what
 * was said of single recipients onto whatever fails later, and may lose an answer after which the server hangs up.
 */
final class SmtpDialogue extends SMTPTransport {
    private final SmtpWords words;
    private volatile Stage stage = Stage.CONNECTION;
    private @Nullable SmtpReply verdict;

    SmtpDialogue(Session session, URLName address, SmtpWords words) {
        super(session, address);
        this.words = words;
    }

    Stage stage() {
        return stage;
    }

    void send(EmailOptions options, Email email, Instant now) throws MessagingException {
        stage = Stage.ENVELOPE;
        MimeEmail message = new MimeEmail(session, options, email, now, () -> stage = Stage.CONTENT);
        sendMessage(message, message.getAllRecipients());
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        if (stage == Stage.CONTENT && verdict == null && code > 0) {
            verdict = new SmtpReply(stage, code, words.clean(getLastServerResponse()));
        }
        return code;
    }

    /** What came of it if nothing went wrong. */
    SmtpReply reply() {
        return new SmtpReply(stage, 250, words.clean(getLastServerResponse()));
    }

    /** What came of it if something did. */
    SmtpReply replyTo(MessagingException trouble, boolean isOverdue) {
        SmtpReply ofTheMessage = verdict;
        if (ofTheMessage != null) {
            return ofTheMessage.isTaken() ? ofTheMessage.without(refusedIn(trouble)) : ofTheMessage;
        }
        if (isOfAllRecipients(trouble)) {
            Optional<SmtpReply> refusal = refusedIn(trouble).stream()
                    .map(refused -> new SmtpReply(stage, refused.code(), refused.words()))
                    .min(Comparator.comparingInt(SmtpDialogue::hopelessness));
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        if (rootOf(trouble) instanceof IOException broken) {
            return new SmtpReply(stage, 0, words.of(broken, stage, isOverdue));
        }
        int code = getLastReturnCode();
        if (code < 400 || stage == Stage.CONTENT) {
            // Nothing against us was said: the server hung up, or cannot do what we need.
            return new SmtpReply(
                    stage,
                    0,
                    code > 0 && stage == Stage.CONNECTION ? words.clean(trouble.getMessage()) : words.broken(stage));
        }
        return new SmtpReply(stage, code, words.clean(getLastServerResponse()));
    }

    /** If one of them was taken, what ended it was said of something else, as of {@code DATA}. */
    private static boolean isOfAllRecipients(MessagingException trouble) {
        return trouble instanceof SendFailedException && !(trouble instanceof SMTPSendFailedException);
    }

    /** It ends for all as for the one that has the most hope. */
    private static int hopelessness(SmtpReply refusal) {
        if (refusal.code() < 500) {
            return 0;
        }
        return refusal.outcome() instanceof Refused ? 2 : 1;
    }

    private List<RefusedRecipient> refusedIn(MessagingException trouble) {
        List<RefusedRecipient> refused = new ArrayList<>();
        for (Exception next = trouble; next instanceof MessagingException one; next = one.getNextException()) {
            if (one instanceof SMTPAddressFailedException failed && failed.getReturnCode() >= 400) {
                refused.add(new RefusedRecipient(
                        failed.getAddress().getAddress(), failed.getReturnCode(), words.clean(failed.getMessage())));
            }
        }
        return refused;
    }

    private static Exception rootOf(MessagingException trouble) {
        Exception next = trouble;
        while (next instanceof MessagingException one && one.getNextException() != null) {
            next = one.getNextException();
        }
        return next;
    }
}
