package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.email.EmailOptions.Login;
import dev.tocsin.alert.notify.email.SmtpReply.Stage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a server says, and what became of a connection, for people; without the password. */
final class SmtpWords {
    private static final int LONGEST = 200;

    private final String host;
    private final List<String> secrets;

    SmtpWords(EmailOptions options) {
        this.host = options.host();
        this.secrets = options.login().map(SmtpWords::secretsOf).orElse(List.of());
    }

    /** Servers may repeat what they were told, in the form in which it was told. */
    private static List<String> secretsOf(Login login) {
        String plain = "\0" + login.user() + "\0" + login.password();
        return List.of(login.password(), inBase64(login.password()), inBase64(plain));
    }

    private static String inBase64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    String clean(@Nullable String said) {
        String masked = said == null ? "" : said;
        for (String secret : secrets) {
            masked = masked.replace(secret, "…");
        }
        return HarmlessText.line(masked, LONGEST);
    }

    String of(IOException e, Stage stage, boolean isOverdue) {
        if (isOverdue || e instanceof SocketTimeoutException) {
            return host + " did not answer in time";
        }
        if (e instanceof UnknownHostException) {
            return "no address of " + host;
        }
        if (e instanceof SSLException) {
            return "no trust in the certificate of " + host;
        }
        return stage == Stage.CONNECTION ? "no connection to " + host : broken(stage);
    }

    String broken(Stage stage) {
        return stage == Stage.CONTENT
                ? "the connection broke before an answer came"
                : "the connection broke before the message left";
    }
}
