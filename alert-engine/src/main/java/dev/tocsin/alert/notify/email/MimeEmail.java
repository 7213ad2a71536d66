package dev.tocsin.alert.notify.email;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** An e-mail as it travels, with an id of ours; says when it begins to leave. */
final class MimeEmail extends MimeMessage {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final String id;
    private final Runnable whenItLeaves;

    MimeEmail(Session session, EmailOptions options, Email email, Instant now, Runnable whenItLeaves)
            throws MessagingException {
        super(session);
        this.id = inBrackets(email.id(), options);
        this.whenItLeaves = whenItLeaves;
        setFrom(options.from());
        setRecipients(RecipientType.TO, options.to().toArray(InternetAddress[]::new));
        setSubject(email.subject(), UTF_8);
        setSentDate(Date.from(now));
        // A thread's first id is of no message: all that is told of an episode is an answer to it, in whatever order it
        // comes.
        setHeader("In-Reply-To", inBrackets(email.threads().getFirst(), options));
        StringBuilder references = new StringBuilder();
        email.threads()
                .forEach(
                        thread -> references.append(inBrackets(thread, options)).append("\r\n "));
        setHeader("References", references.toString().strip());
        setHeader("Auto-Submitted", "auto-generated");
        setHeader("X-Auto-Response-Suppress", "All");
        setContent(new MimeMultipart("alternative", text(email.text(), "plain"), text(email.html(), "html")));
        saveChanges();
    }

    private static String inBrackets(String id, EmailOptions options) {
        return "<" + id + "@" + options.domain() + ">";
    }

    private static MimeBodyPart text(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    @Override
    public void writeTo(OutputStream out, String[] without) throws IOException, MessagingException {
        whenItLeaves.run();
        super.writeTo(out, without);
    }
}
