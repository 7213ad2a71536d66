package dev.tocsin.alert.notify.webhook;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelFactory;
import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.http.HeaderOptions;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import dev.tocsin.alert.route.ConfigSection;
import dev.tocsin.alert.route.TextTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes webhooks: {@code webhook: {url: ...}} in channels.yml. All templates are looked at when they are read. */
public final class Webhooks implements ChannelFactory {
    static final String TYPE = "webhook";

    private final StoryJson data;
    private final Terms terms;

    public Webhooks(DiscoverLinks links, Terms terms) {
        this.data = new StoryJson(links);
        this.terms = terms;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Optional<Channel> create(String name, ChannelOptions options) {
        options.allowOnly("url", "secret", "headers", "format", "body");
        Reading reading = new Reading(options);
        Optional<OutgoingUrl> url =
                OutgoingUrl.in(options, "url", Plain.OWN_NETWORKS, "it looks like https://hooks.example.com/tocsin");
        Optional<Signature> signature = reading.signature();
        Map<String, TextTemplate> headers = reading.headers();
        Optional<Body> body = reading.body();
        if (url.isEmpty() || body.isEmpty() || !reading.isRight) {
            return Optional.empty();
        }
        Body shown = new Body(
                body.get().format(),
                options.written("body").map(TextTemplate::compile),
                body.get().data());
        return Optional.of(new Webhook(
                name, new WebhookOptions(url.get(), body.get(), shown, headers, signature, reading.secrets), terms));
    }

    /** One look at the options, which goes on after what is wrong. */
    private final class Reading {
        private final ChannelOptions options;
        private final List<String> secrets = new ArrayList<>();
        private boolean isRight = true;

        private Reading(ChannelOptions options) {
            this.options = options;
        }

        private Optional<Signature> signature() {
            Optional<String> secret = options.optional("secret");
            if (secret.isEmpty()) {
                // Without it messages would go out unsigned, which the receiver refuses at best.
                isRight &= !options.has("secret");
                return Optional.empty();
            }
            Optional<String> trouble = Signature.troubleWith(secret.get());
            trouble.ifPresent(
                    reason -> wrong(options, "secret", reason, "such as the output of: openssl rand -base64 32"));
            secrets.add(secret.get());
            return trouble.isPresent() ? Optional.empty() : secret.map(Signature::with);
        }

        private Map<String, TextTemplate> headers() {
            Map<String, TextTemplate> templates = new LinkedHashMap<>();
            Optional<ChannelOptions> section = options.below("headers");
            isRight &= section.isPresent() || !options.has("headers");
            section.ifPresent(headers -> headers.names().forEach(header -> {
                if (!HeaderOptions.mayBeSet(headers, header)) {
                    isRight = false;
                    return;
                }
                template(headers, header).ifPresent(template -> templates.put(header, template));
                if (isRight) {
                    headers.optional(header).ifPresent(value -> secrets.addAll(List.of(value.split("\\s+"))));
                }
            }));
            return templates;
        }

        private Optional<Body> body() {
            Optional<TextTemplate> template = template(options, "body");
            return options.oneOf("format", BodyFormat.words()).map(word -> body(BodyFormat.of(word), template));
        }

        private Body body(BodyFormat format, Optional<TextTemplate> template) {
            Body body = new Body(format, template, data);
            if (template.isEmpty() && !options.has("body") && format != BodyFormat.JSON) {
                wrong(options, "format", "only the message as JSON needs no body", "write body, or leave format out");
            } else if (template.isPresent() && format == BodyFormat.JSON) {
                BodyCheck.faultOf(body)
                        .ifPresent(fault -> wrong(
                                options,
                                "body",
                                fault,
                                "texts stand in quotes, as \"{{title}}\"; numbers, lists and objects come by {{json.value}},"
                                        + " {{json.labels}}"));
            }
            return body;
        }

        /** Looked at as it is written, for what is wrong is shown; used with its secrets. */
        private Optional<TextTemplate> template(ChannelOptions place, String option) {
            if (!place.has(option)) {
                return Optional.empty();
            }
            try {
                place.written(option)
                        .map(TextTemplate::compile)
                        .ifPresent(template -> MessageVariables.unknownAmong(template.variables())
                                .forEach(unknown -> wrong(
                                        place,
                                        option,
                                        "there is no variable {{" + unknown + "}}",
                                        ConfigSection.meant(unknown, MessageVariables.known(), "there are: "))));
            } catch (TextTemplate.BadTemplate e) {
                wrong(place, option, String.valueOf(e.getMessage()), "");
                return Optional.empty();
            }
            try {
                secrets.addAll(place.secretsIn(option));
                Optional<TextTemplate> template = place.optional(option).map(TextTemplate::compile);
                isRight &= template.isPresent();
                return template;
            } catch (TextTemplate.BadTemplate e) {
                wrong(place, option, "a secret in it holds {{ or }}", "a secret must not look like a template");
                return Optional.empty();
            }
        }

        private void wrong(ChannelOptions place, String option, String reason, String hint) {
            isRight = false;
            place.report(option, reason, hint);
        }
    }
}
