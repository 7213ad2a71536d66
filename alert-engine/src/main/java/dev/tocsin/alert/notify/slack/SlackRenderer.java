package dev.tocsin.alert.notify.slack;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.TextObject;
import com.slack.api.model.block.element.BlockElement;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Headline;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Writes a message in Block Kit. Pure: the same message gives the same blocks. Keeps every limit of Slack whatever a log
 * or a rule says, and says what it cut.
 */
public final class SlackRenderer {
    private static final int FALLBACK = 600;
    private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

    private final DiscoverLinks links;

    public SlackRenderer(DiscoverLinks links) {
        this.links = links;
    }

    public SlackMessage render(Message message) {
        List<LayoutBlock> blocks = new ArrayList<>();
        String headline = Headline.of(message);
        blocks.add(SlackBlocks.header(headline));
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
        blocks.add(SlackBlocks.section(SlackBlocks.SENTENCES.about(story)));
        summaryOf(story).ifPresent(blocks::add);
        blocks.add(fieldsOf(story));
        SlackBlocks.differencesOf(notice).ifPresent(blocks::add);
        SlackBlocks.samplesOf(notice).ifPresent(blocks::add);
        addButtons(story.runbook(), notice, blocks);
    }

    private void addMany(Message message, List<LayoutBlock> blocks) {
        AlertNotice notice = message.first().notice();
        summaryOf(message.first()).ifPresent(blocks::add);
        blocks.add(SlackBlocks.section(StoryTable.of(message.stories(), SlackBlocks.CODE_BLOCK)));
        blocks.add(SlackBlocks.fields(List.of(
                SlackBlocks.field("Rule", SlackText.code(notice.rule(), SlackBlocks.SHORT)),
                SlackBlocks.field("Condition", SlackText.code(notice.condition(), SlackBlocks.SHORT)),
                SlackBlocks.field("Window", SlackBlocks.windowOf(notice)))));
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
                .map(summary -> SlackText.lines(summary, SlackBlocks.SECTION))
                .filter(summary -> !summary.isEmpty())
                .map(SlackBlocks::section);
    }

    private static SectionBlock fieldsOf(Story story) {
        AlertNotice notice = story.notice();
        List<TextObject> fields = new ArrayList<>();
        fields.add(SlackBlocks.field("Since", Wording.time(notice.since())));
        fields.add(SlackBlocks.field("Window", SlackBlocks.windowOf(notice)));
        notice.group().values().forEach((name, value) -> {
            if (fields.size() < 6) {
                fields.add(SlackBlocks.field(name, SlackText.code(value, SlackBlocks.SHORT)));
            }
        });
        fields.add(SlackBlocks.field("Rule", SlackText.code(notice.rule(), SlackBlocks.SHORT)));
        SlackBlocks.labelsOf(notice).ifPresent(labels -> fields.add(SlackBlocks.field("Labels", labels)));
        return SlackBlocks.fields(fields);
    }

    private void addButtons(Optional<String> runbook, AlertNotice notice, List<LayoutBlock> blocks) {
        List<BlockElement> buttons = new ArrayList<>();
        Optional<String> discover = links.linkFor(notice);
        discover.filter(SlackBlocks::fits).ifPresent(url -> buttons.add(SlackBlocks.link("Open in Kibana", url)));
        runbook.filter(SlackBlocks::fits).ifPresent(url -> buttons.add(SlackBlocks.link("Runbook", url)));
        if (!buttons.isEmpty()) {
            blocks.add(ActionsBlock.builder().elements(buttons).build());
        }
        if (discover.isPresent() && !SlackBlocks.fits(discover.get())) {
            blocks.add(SlackBlocks.context(SlackBlocks.tooLong(discover.get())));
        }
    }

    private static void addRemarks(Message message, List<LayoutBlock> blocks) {
        Duration late = message.stories().stream()
                .map(Story::late)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (late.compareTo(WORTH_SAYING) >= 0) {
            blocks.add(SlackBlocks.context("⏳ late by " + Wording.duration(Duration.ofMinutes(late.toMinutes()))));
        }
        if (message.mayBeRepeat()) {
            blocks.add(SlackBlocks.context("Perhaps a repeat: an earlier try to send this got no answer."));
        }
    }

    private static String fallback(Message message, String headline) {
        String text = SlackText.line(headline, SlackBlocks.HEADER * 2);
        if (message.stories().size() == 1) {
            return text + "\n" + SlackBlocks.SENTENCES.about(message.first());
        }
        return text + "\n" + SlackText.lines(StoryTable.plain(message.stories()), FALLBACK);
    }
}
