package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelFactory;
import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.email.EmailOptions.Login;
import dev.tocsin.alert.notify.email.EmailOptions.Tls;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes channels of e-mail: {@code email: {host: ..., from: ..., to: [...]}} in channels.yml. */
public final class Emails implements ChannelFactory {
    static final String TYPE = "email";

    private static final int HIGHEST_PORT = 65_535;

    private final EmailRenderer renderer;
    private final OutgoingRule outgoing;
    private final Duration timeout;
    private final InstantSource clock;

    /** @param timeout of a conversation with a mail server */
    public Emails(DiscoverLinks links, OutgoingRule outgoing, Duration timeout, InstantSource clock) {
        this.renderer = new EmailRenderer(links);
        this.outgoing = outgoing;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Optional<Channel> create(String name, ChannelOptions options) {
        options.allowOnly("host", "port", "tls", "user", "password", "from", "to", "ca");
        Reading reading = new Reading(options);
        Optional<String> host = reading.host();
        Optional<Tls> tls = options.oneOf("tls", Tls.STARTTLS.word(), Tls.IMPLICIT.word())
                .map(word -> word.equals(Tls.STARTTLS.word()) ? Tls.STARTTLS : Tls.IMPLICIT);
        Optional<Integer> port = reading.port(tls.orElse(Tls.STARTTLS));
        Optional<Login> login = reading.login();
        Optional<InternetAddress> from = options.required("from").flatMap(text -> reading.address("from", text));
        List<InternetAddress> to = reading.to();
        if (host.isEmpty() || tls.isEmpty() || port.isEmpty() || from.isEmpty() || !reading.isRight) {
            return Optional.empty();
        }
        EmailOptions read = new EmailOptions(
                host.get(),
                port.get(),
                tls.get(),
                login,
                from.get(),
                to,
                options.written("ca").map(Path::of));
        return Optional.of(new EmailChannel(name, renderer, new SmtpCall(read, outgoing, timeout, clock)));
    }

    /** One look at the options, which goes on after what is wrong. */
    private static final class Reading {
        private final ChannelOptions options;
        private boolean isRight = true;

        private Reading(ChannelOptions options) {
            this.options = options;
        }

        private Optional<String> host() {
            return options.required("host").flatMap(host -> {
                Optional<String> trouble = OutgoingRule.troubleWithHost(host.contains(":") ? "[" + host + "]" : host);
                trouble.ifPresent(reason -> wrong("host", reason, "such as smtp.example.com"));
                return trouble.isPresent() ? Optional.empty() : Optional.of(host);
            });
        }

        private Optional<Integer> port(Tls tls) {
            if (!options.has("port")) {
                return Optional.of(tls.port());
            }
            Optional<Integer> port = options.optional("port")
                    .filter(text -> text.matches("\\d{1,5}"))
                    .map(Integer::valueOf)
                    .filter(number -> number > 0 && number <= HIGHEST_PORT);
            if (port.isEmpty()) {
                wrong("port", "expected a number from 1 to " + HIGHEST_PORT, "587 for starttls, 465 for implicit");
            }
            return port;
        }

        private Optional<Login> login() {
            Optional<String> user = options.optional("user");
            Optional<String> password = options.optional("password");
            if (options.has("user") != options.has("password")) {
                wrong(
                        options.has("user") ? "user" : "password",
                        "user and password belong together",
                        "such as password: \"${file:smtp-password}\"");
            }
            isRight &= user.isPresent() == options.has("user") && password.isPresent() == options.has("password");
            return user.flatMap(one -> password.map(secret -> new Login(one, secret)));
        }

        private List<InternetAddress> to() {
            if (!options.has("to")) {
                wrong("to", "missing", "one address, or a list");
            }
            List<InternetAddress> to = new ArrayList<>();
            options.list("to").forEach(text -> address("to", text).ifPresent(to::add));
            isRight &= !to.isEmpty();
            return to;
        }

        private Optional<InternetAddress> address(String option, String text) {
            try {
                InternetAddress[] addresses = InternetAddress.parse(text, true);
                if (addresses.length == 1 && addresses[0].getAddress().matches("[!-~]+@[A-Za-z0-9.-]+")) {
                    addresses[0].validate();
                    // Once more, in the form in which a name may travel.
                    addresses[0].setPersonal(addresses[0].getPersonal(), StandardCharsets.UTF_8.name());
                    return Optional.of(addresses[0]);
                }
            } catch (AddressException | UnsupportedEncodingException e) {
                // Told below, in one sentence for all that can be wrong with it.
            }
            wrong(option, "is not one address of e-mail", "such as alerts@example.com, or Alerts <alerts@example.com>");
            return Optional.empty();
        }

        private void wrong(String option, String reason, String hint) {
            isRight = false;
            options.report(option, reason, hint);
        }
    }
}
