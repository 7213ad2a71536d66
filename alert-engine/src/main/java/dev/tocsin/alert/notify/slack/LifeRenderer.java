package dev.tocsin.alert.notify.slack;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.composition.TextObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes the message of a life as it stands. Pure: the same life gives the same blocks. Keeps every limit of Slack whatever
 * a log or a rule says, and says what it cut.
 */
final class LifeRenderer {
    private static final int FALLBACK = 3_000;
    private static final int MOST_FIELDS_OF_GROUP = 4;
    private static final int MOST_REMARKS = 10;
    private static final int REMARK = 250;
    private static final int VALUE = 2_000;

    private final DiscoverLinks links;
    private final boolean hasButtons;

    /** @param hasButtons whether somebody listens to buttons that do something */
    LifeRenderer(DiscoverLinks links, boolean hasButtons) {
        this.links = links;
        this.hasButtons = hasButtons;
    }

    /** The same without buttons that do something. */
    LifeRenderer silent() {
        return new LifeRenderer(links, false);
    }

    /** @param notes said below it, such as what became of an earlier message; made by us */
    SlackMessage render(Life life, List<String> notes) {
        return render(life, notes, Optional.empty());
    }

    /** The same with a picture. */
    SlackMessage render(Life life, List<String> notes, Optional<SlackChart> chart) {
        List<LayoutBlock> blocks = new ArrayList<>();
        String headline = headlineOf(life);
        blocks.add(SlackBlocks.header(headline));
        if (life.alerts().size() == 1) {
            addOne(life.alerts().getFirst(), chart, blocks);
        } else {
            addMany(life, chart, blocks);
        }
        remarksOf(life).ifPresent(blocks::add);
        addButtons(life, blocks);
        notes.forEach(note -> blocks.add(SlackBlocks.context(note)));
        return new SlackMessage(fallback(life, headline), blocks);
    }

    static String headlineOf(Life life) {
        List<LifeAlert> alerts = life.alerts();
        AlertNotice first = alerts.getFirst().breach();
        boolean isOneRule =
                alerts.stream().allMatch(alert -> alert.breach().rule().equals(first.rule()));
        String title = LifeStage.of(life).sign() + " — " + (isOneRule ? first.title() : "several rules");
        if (alerts.size() == 1) {
            String group = String.join(", ", first.group().values().values());
            return title + (group.isEmpty() ? "" : ": " + group);
        }
        // The numbers must not be cut away with a long title.
        long open = alerts.stream().filter(LifeStage::goesOn).count();
        int all = alerts.size() + life.more();
        String counted = String.format(Locale.ROOT, "%,d alerts", all);
        // How the older ones of very many stand is not known here.
        String numbers = open == 0 || open == alerts.size() || life.more() > 0
                ? counted
                : String.format(Locale.ROOT, "%,d of %s", open, counted);
        return SlackText.plain(title, SlackBlocks.HEADER - numbers.length() - 2) + ": " + numbers;
    }

    private static void addOne(LifeAlert alert, Optional<SlackChart> chart, List<LayoutBlock> blocks) {
        Story story = storyOf(alert);
        blocks.add(SlackBlocks.section(SlackBlocks.SENTENCES.about(story)));
        summaryOf(story).ifPresent(blocks::add);
        blocks.add(fieldsOf(alert));
        chart.map(SlackBlocks::image).ifPresent(blocks::add);
        SlackBlocks.differencesOf(alert.breach()).ifPresent(blocks::add);
        SlackBlocks.samplesOf(alert.breach()).ifPresent(blocks::add);
    }

    private static void addMany(Life life, Optional<SlackChart> chart, List<LayoutBlock> blocks) {
        AlertNotice newest = newestOf(life).breach();
        summaryOf(storyOf(newestOf(life))).ifPresent(blocks::add);
        blocks.add(SlackBlocks.section(LifeTable.of(life.alerts(), SlackBlocks.CODE_BLOCK)));
        blocks.add(SlackBlocks.fields(List.of(
                SlackBlocks.field("Rule", SlackText.code(newest.rule(), SlackBlocks.SHORT)),
                SlackBlocks.field("Condition", SlackText.code(newest.condition(), SlackBlocks.SHORT)))));
        chart.map(SlackBlocks::image).ifPresent(blocks::add);
        // What differs is true of one alert, not of all of them.
        SlackBlocks.samplesOf(newest).ifPresent(blocks::add);
    }

    /** What is looked at first: the newest of those that go on, else the newest. */
    private static LifeAlert newestOf(Life life) {
        return life.alerts().reversed().stream()
                .filter(LifeStage::goesOn)
                .findFirst()
                .orElseGet(() -> life.alerts().getLast());
    }

    /** An alert as the sentences take it. */
    static Story storyOf(LifeAlert alert) {
        AlertNotice breach = alert.breach();
        AlertNotice end = alert.end();
        if (end != null && !alert.isEvent()) {
            return new Story(LifeStage.of(alert).ended(), end, breach, Duration.ZERO, List.of());
        }
        Tale tale = switch (breach.kind()) {
            case NO_DATA -> Tale.NO_DATA;
            case ERROR -> Tale.ERROR;
            case EVENT -> Tale.EVENT;
            case PENDING,
                    PENDING_DROPPED,
                    FIRED,
                    ESCALATED,
                    DEESCALATED,
                    RECOVERING,
                    RELAPSED,
                    RESOLVED,
                    EXPIRED,
                    UNWATCHED -> Tale.FIRED;
        };
        return new Story(tale, breach, null, Duration.ZERO, List.of());
    }

    private static Optional<SectionBlock> summaryOf(Story story) {
        return story.summary()
                .map(summary -> SlackText.lines(summary, SlackBlocks.SECTION))
                .filter(summary -> !summary.isEmpty())
                .map(SlackBlocks::section);
    }

    private static SectionBlock fieldsOf(LifeAlert alert) {
        AlertNotice breach = alert.breach();
        AlertNotice end = alert.end();
        List<TextObject> fields = new ArrayList<>();
        fields.add(SlackBlocks.field("Since", Wording.time(breach.since())));
        fields.add(
                end == null
                        ? SlackBlocks.field("Window", SlackBlocks.windowOf(breach))
                        : SlackBlocks.field("Until", Wording.time(end.window().end())));
        breach.group().values().entrySet().stream()
                .limit(MOST_FIELDS_OF_GROUP)
                .forEach(group -> fields.add(
                        SlackBlocks.field(group.getKey(), SlackText.code(group.getValue(), SlackBlocks.SHORT))));
        fields.add(SlackBlocks.field("Rule", SlackText.code(breach.rule(), SlackBlocks.SHORT)));
        if (breach.kind() == TransitionKind.EVENT) {
            fields.add(SlackBlocks.field("Condition", SlackText.code(breach.condition(), SlackBlocks.SHORT)));
        }
        SlackBlocks.labelsOf(breach).ifPresent(labels -> fields.add(SlackBlocks.field("Labels", labels)));
        return SlackBlocks.fields(fields);
    }

    /** What people have done about it. */
    private static Optional<LayoutBlock> remarksOf(Life life) {
        List<String> lines = new ArrayList<>();
        for (LifeAlert alert : life.alerts()) {
            for (String remark : alert.remarks()) {
                String whose = life.alerts().size() == 1 ? "" : LifeTable.nameOf(alert) + ": ";
                String line = SlackText.line(whose + remark, REMARK);
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        List<String> shown = lines.subList(0, Math.min(MOST_REMARKS, lines.size()));
        String rest = shown.size() == lines.size()
                ? ""
                : String.format(Locale.ROOT, "%nand %,d more", lines.size() - shown.size());
        return Optional.of(SlackBlocks.context(String.join("\n", shown) + rest));
    }

    private void addButtons(Life life, List<LayoutBlock> blocks) {
        List<BlockElement> buttons = new ArrayList<>();
        if (hasButtons && !life.isOver() && life.id().length() <= VALUE) {
            boolean isLookedAfter =
                    life.alerts().stream().filter(LifeStage::goesOn).allMatch(LifeAlert::acknowledged);
            if (!isLookedAfter) {
                buttons.add(button("Acknowledge", SlackButton.ACKNOWLEDGE, life));
            }
            buttons.add(button("Silence 1 h", SlackButton.SILENCE, life));
            buttons.add(button("Why?", SlackButton.WHY, life));
        }
        Optional<String> discover = links.linkFor(linkedOf(life));
        discover.filter(SlackBlocks::fits).ifPresent(url -> buttons.add(SlackBlocks.link("Open in Kibana", url)));
        storyOf(newestOf(life))
                .runbook()
                .filter(SlackBlocks::fits)
                .ifPresent(url -> buttons.add(SlackBlocks.link("Runbook", url)));
        if (!buttons.isEmpty()) {
            blocks.add(ActionsBlock.builder().elements(buttons).build());
        }
        if (discover.isPresent() && !SlackBlocks.fits(discover.get())) {
            blocks.add(SlackBlocks.context(SlackBlocks.tooLong(discover.get())));
        }
    }

    /** What the link shows: the window of the breach, or all windows of all groups. */
    private static AlertNotice linkedOf(Life life) {
        if (life.alerts().size() == 1) {
            return life.alerts().getFirst().breach();
        }
        List<Window> windows =
                life.alerts().stream().map(alert -> alert.breach().window()).toList();
        return newestOf(life)
                .breach()
                .acrossGroups(new Window(
                        Collections.min(windows.stream().map(Window::start).toList()),
                        Collections.max(windows.stream().map(Window::end).toList())));
    }

    private static ButtonElement button(String text, SlackButton button, Life life) {
        return ButtonElement.builder()
                .text(PlainTextObject.builder().text(text).build())
                .actionId(button.actionId())
                .value(life.id())
                .build();
    }

    private static String fallback(Life life, String headline) {
        String text = SlackText.line(headline, SlackBlocks.HEADER * 2);
        return life.alerts().size() == 1
                ? HarmlessText.cut(
                        text + "\n"
                                + SlackBlocks.SENTENCES.about(
                                        storyOf(life.alerts().getFirst())),
                        FALLBACK)
                : text;
    }
}
