package dev.tocsin.alert.notify.slack;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.HeaderBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.composition.TextObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Headline;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Sentences;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message in Block Kit. Pure: the same message gives the same blocks. Keeps every limit of Slack whatever a log
 * or a rule says, and says what it cut.
 */
public final class SlackRenderer {
    private static final int HEADER = 150;
    private static final int SECTION = 3000;
    private static final int FIELD = 2000;
    private static final int CODE_BLOCK = 2400;
    private static final int SHORT = 200;
    private static final int SAMPLE = 500;
    private static final int URL = 3000;
    private static final int FALLBACK = 600;
    private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

    private static final Sentences SENTENCES = new Sentences(new Sentences.Markup() {
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

    private final DiscoverLinks links;

    public SlackRenderer(DiscoverLinks links) {
        this.links = links;
    }

    public SlackMessage render(Message message) {
        List<LayoutBlock> blocks = new ArrayList<>();
        String headline = Headline.of(message);
        blocks.add(HeaderBlock.builder()
                .text(PlainTextObject.builder()
                        .text(SlackText.plain(headline, HEADER))
                        .emoji(true)
                        .build())
                .build());
        if (message.stories().size() == 1) {
            addOne(message.first(), blocks);
        } else {
            addMany(message, blocks);
        }
        addRemarks(message, blocks);
        return new SlackMessage(fallback(message, headline), blocks);
    }

    private void addOne(Story story, List<LayoutBlock> blocks) {
        AlertNotice notice = story.notice();
        blocks.add(section(SENTENCES.about(story)));
        summaryOf(story).ifPresent(blocks::add);
        blocks.add(fieldsOf(story));
        samplesOf(notice).ifPresent(blocks::add);
        addButtons(story.runbook(), notice, blocks);
    }

    private void addMany(Message message, List<LayoutBlock> blocks) {
        AlertNotice notice = message.first().notice();
        summaryOf(message.first()).ifPresent(blocks::add);
        blocks.add(section(StoryTable.of(message.stories(), CODE_BLOCK)));
        blocks.add(fields(List.of(
                field("Rule", SlackText.code(notice.rule(), SHORT)),
                field("Condition", SlackText.code(notice.condition(), SHORT)),
                field("Window", windowOf(notice)))));
        addButtons(message.first().runbook(), notice.acrossGroups(spanOf(message.stories())), blocks);
    }

    private static Window spanOf(List<Story> stories) {
        List<Window> windows =
                stories.stream().map(story -> story.notice().window()).toList();
        return new Window(
                Collections.min(windows.stream().map(Window::start).toList()),
                Collections.max(windows.stream().map(Window::end).toList()));
    }

    private static Optional<SectionBlock> summaryOf(Story story) {
        return story.summary()
                .map(summary -> SlackText.lines(summary, SECTION))
                .filter(summary -> !summary.isEmpty())
                .map(SlackRenderer::section);
    }

    private static SectionBlock fieldsOf(Story story) {
        AlertNotice notice = story.notice();
        List<TextObject> fields = new ArrayList<>();
        fields.add(field("Since", Wording.time(notice.since())));
        fields.add(field("Window", windowOf(notice)));
        notice.group().values().forEach((name, value) -> {
            if (fields.size() < 6) {
                fields.add(field(name, SlackText.code(value, SHORT)));
            }
        });
        fields.add(field("Rule", SlackText.code(notice.rule(), SHORT)));
        labelsOf(notice).ifPresent(labels -> fields.add(field("Labels", labels)));
        return fields(fields);
    }

    private static Optional<String> labelsOf(AlertNotice notice) {
        List<String> labels = notice.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .toList();
        return labels.isEmpty() ? Optional.empty() : Optional.of(SlackText.code(String.join(" ", labels), SHORT));
    }

    private static String windowOf(AlertNotice notice) {
        return Wording.duration(notice.window().length()) + " to "
                + Wording.time(notice.window().end());
    }

    private static Optional<SectionBlock> samplesOf(AlertNotice notice) {
        if (notice.samples().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder code = new StringBuilder();
        for (Sample sample : notice.samples()) {
            code.append(Wording.time(sample.at())).append("  ");
            appendWord(code, sample.level());
            appendWord(code, sample.service());
            code.append(SlackText.line(sample.message(), SAMPLE)).append('\n');
        }
        return Optional.of(section("```" + code.toString().stripTrailing() + "```"));
    }

    private static void appendWord(StringBuilder code, @Nullable String word) {
        if (word != null) {
            code.append(SlackText.line(word, 60)).append("  ");
        }
    }

    private void addButtons(Optional<String> runbook, AlertNotice notice, List<LayoutBlock> blocks) {
        List<BlockElement> buttons = new ArrayList<>();
        Optional<String> discover = links.linkFor(notice);
        discover.filter(SlackRenderer::fits).ifPresent(url -> buttons.add(button("Open in Kibana", url)));
        runbook.filter(SlackRenderer::fits).ifPresent(url -> buttons.add(button("Runbook", url)));
        if (!buttons.isEmpty()) {
            blocks.add(ActionsBlock.builder().elements(buttons).build());
        }
        if (discover.isPresent() && !fits(discover.get())) {
            blocks.add(context("The link into Kibana is longer than Slack takes ("
                    + Wording.number((double) discover.get().length()) + " characters): the query is too long."));
        }
    }

    private static void addRemarks(Message message, List<LayoutBlock> blocks) {
        Duration late = message.stories().stream()
                .map(Story::late)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (late.compareTo(WORTH_SAYING) >= 0) {
            blocks.add(context("⏳ late by " + Wording.duration(Duration.ofMinutes(late.toMinutes()))));
        }
        if (message.mayBeRepeat()) {
            blocks.add(context("Perhaps a repeat: an earlier try to send this got no answer."));
        }
    }

    private static String fallback(Message message, String headline) {
        String text = SlackText.line(headline, HEADER * 2);
        if (message.stories().size() == 1) {
            return text + "\n" + SENTENCES.about(message.first());
        }
        return text + "\n" + SlackText.lines(StoryTable.plain(message.stories()), FALLBACK);
    }

    private static boolean fits(String url) {
        return url.length() <= URL;
    }

    private static ButtonElement button(String text, String url) {
        return ButtonElement.builder()
                .text(PlainTextObject.builder().text(text).build())
                .url(url)
                .actionId(text.toLowerCase(Locale.ROOT).replace(' ', '-'))
                .build();
    }

    private static SectionBlock section(String mrkdwn) {
        return SectionBlock.builder().text(markdown(mrkdwn)).build();
    }

    private static SectionBlock fields(List<TextObject> fields) {
        return SectionBlock.builder().fields(fields).build();
    }

    private static TextObject field(String name, String mrkdwn) {
        String text = "*" + SlackText.line(name, SHORT) + "*\n" + mrkdwn;
        return markdown(text.length() <= FIELD ? text : SlackText.code(name, SHORT));
    }

    private static ContextBlock context(String mrkdwn) {
        return ContextBlock.builder().elements(List.of(markdown(mrkdwn))).build();
    }

    private static MarkdownTextObject markdown(String text) {
        // Verbatim: Slack makes no links and mentions of words that look like ones.
        return MarkdownTextObject.builder().text(text).verbatim(true).build();
    }
}
