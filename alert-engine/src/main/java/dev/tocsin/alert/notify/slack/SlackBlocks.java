package dev.tocsin.alert.notify.slack;

import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.HeaderBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.composition.TextObject;
import com.slack.api.model.block.element.ButtonElement;
import dev.tocsin.alert.notify.Sentences;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.route.Wording;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts that messages are made of, each within Slack's limits whatever stands in it. Pure. */
final class SlackBlocks {
    static final int HEADER = 150;
    static final int SECTION = 3000;
    static final int CODE_BLOCK = 2400;
    static final int SHORT = 200;
    static final int URL = 3000;
    private static final int FIELD = 2000;
    private static final int SAMPLE = 500;
    private static final int MOST_SAMPLES = 3;

    static final Sentences SENTENCES = new Sentences(new Sentences.Markup() {
        @Override
        public String strong(String text) {
            return "*" + text + "*";
        }

        @Override
        public String code(String text, int longest) {
            return SlackText.code(text, longest);
        }

        @Override
        public String lines(String text, int longest) {
            return SlackText.lines(text, longest);
        }
    });

    private SlackBlocks() {}

    static HeaderBlock header(String text) {
        return HeaderBlock.builder()
                .text(PlainTextObject.builder()
                        .text(SlackText.plain(text, HEADER))
                        .emoji(true)
                        .build())
                .build();
    }

    static SectionBlock section(String mrkdwn) {
        return SectionBlock.builder().text(markdown(mrkdwn)).build();
    }

    static SectionBlock fields(List<TextObject> fields) {
        return SectionBlock.builder().fields(fields).build();
    }

    static TextObject field(String name, String mrkdwn) {
        String text = "*" + SlackText.line(name, SHORT) + "*\n" + mrkdwn;
        return markdown(text.length() <= FIELD ? text : SlackText.code(name, SHORT));
    }

    static ContextBlock context(String mrkdwn) {
        return ContextBlock.builder().elements(List.of(markdown(mrkdwn))).build();
    }

    static MarkdownTextObject markdown(String text) {
        // Verbatim: Slack makes no links and mentions of words that look like ones.
        return MarkdownTextObject.builder().text(text).verbatim(true).build();
    }

    /** Leads somewhere; the address has been looked at by {@link #fits}. */
    static ButtonElement link(String text, String url) {
        return ButtonElement.builder()
                .text(PlainTextObject.builder().text(text).build())
                .url(url)
                .actionId(text.toLowerCase(Locale.ROOT).replace(' ', '-'))
                .build();
    }

    static boolean fits(String url) {
        return url.length() <= URL;
    }

    /** The lines of events that a notice has; empty without any. */
    static Optional<SectionBlock> samplesOf(AlertNotice notice) {
        if (notice.samples().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder code = new StringBuilder();
        notice.samples().stream().limit(MOST_SAMPLES).forEach(sample -> appendSample(code, sample));
        return Optional.of(section("```" + code.toString().stripTrailing() + "```"));
    }

    /** What differs from before; empty where nothing is known to. */
    static Optional<SectionBlock> differencesOf(AlertNotice notice) {
        List<String> lines = SENTENCES.differences(notice);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(section("*What differs*\n• " + String.join("\n• ", lines)));
    }

    private static void appendSample(StringBuilder code, Sample sample) {
        code.append(Wording.time(sample.at())).append("  ");
        appendWord(code, sample.level());
        appendWord(code, sample.service());
        code.append(SlackText.line(sample.message(), SAMPLE)).append('\n');
    }

    private static void appendWord(StringBuilder code, @Nullable String word) {
        if (word != null) {
            code.append(SlackText.line(word, 60)).append("  ");
        }
    }

    static Optional<String> labelsOf(AlertNotice notice) {
        List<String> labels = notice.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .toList();
        return labels.isEmpty() ? Optional.empty() : Optional.of(SlackText.code(String.join(" ", labels), SHORT));
    }

    static String windowOf(AlertNotice notice) {
        return Wording.duration(notice.window().length()) + " to "
                + Wording.time(notice.window().end());
    }

    static String tooLong(String url) {
        return "The link into Kibana is longer than Slack takes (" + Wording.number((double) url.length())
                + " characters): the query is too long.";
    }
}
