package dev.tocsin.alert.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.HostileTexts;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.route.TextTemplate;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an event may hold, in templates of people. */
final class HostileBodyTest {
    static Stream<Arguments> cases() {
        return HostileTexts.all().entrySet().stream().map(text -> Arguments.of(text.getKey(), text.getValue()));
    }

    private static String written(BodyFormat format, String template, Message message) {
        Body body = new Body(format, Optional.of(TextTemplate.compile(template)), new StoryJson(DiscoverLinks.none()));
        return new String(body.of(message), StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void staysOneValueInJsonHoweverItsVariableIsWritten(String name, String text) {
        String template = "{\"a\": \"{{title}} {{{reason}}} {{&labels.team}}\", \"b\": [{{#stories}}\"{{group.user}}\""
                + "{{^-last}},{{/-last}}{{/stories}}], \"c\": {{json.stories}}, \"d\": \"{{{text}}}{{summary}}{{runbook}}\"}";
        for (Message message : HostileTexts.messages(text)) {
            String json = written(BodyFormat.JSON, template, message);

            JsonObject read = Json.createReader(new StringReader(json)).readObject();
            assertThat(read.keySet()).containsExactly("a", "b", "c", "d");
            assertThat(read.getJsonArray("b")).hasSize(message.stories().size());
            assertThat(read.getJsonArray("c")).hasSize(message.stories().size());
            assertThat(json).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void staysOneFieldOfAForm(String name, String text) {
        for (Message message : HostileTexts.messages(text)) {
            String form = written(BodyFormat.FORM, "text={{text}}&user={{{group.user}}}&z=1", message);

            assertThat(form).matches("[A-Za-z0-9%+.*_=&-]*");
            assertThat(form.split("&")).hasSize(3);
            assertThat(URLDecoder.decode(form, StandardCharsets.UTF_8))
                    .startsWith("text=")
                    .endsWith("&z=1");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void staysOneFieldOfAFormAlsoAsJson(String name, String text) {
        for (Message message : HostileTexts.messages(text)) {
            String form = written(BodyFormat.FORM, "all={{json}}&group={{{json.group}}}&z=1", message);

            assertThat(form).matches("[A-Za-z0-9%+.*_=&-]*");
            String[] fields = form.split("&");
            assertThat(fields).hasSize(3);
            String group = URLDecoder.decode(fields[1].substring("group=".length()), StandardCharsets.UTF_8);
            assertThat(Json.createReader(new StringReader(group)).readObject()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void drivesNoTerminalInAText(String name, String text) {
        for (Message message : HostileTexts.messages(text)) {
            assertThat(written(BodyFormat.TEXT, "{{text}}\n{{reason}}\n{{summary}}", message))
                    .doesNotContainPattern("[\\p{Cc}&&[^\\n]]|\\p{Cf}|\\p{Cs}");
        }
    }
}
