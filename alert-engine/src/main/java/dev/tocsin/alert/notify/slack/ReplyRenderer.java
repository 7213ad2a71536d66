package dev.tocsin.alert.notify.slack;

import com.slack.api.model.block.LayoutBlock;
import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.Headline;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.route.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes news for the thread of a living message: short, for all else stands in the message. Pure. */
final class ReplyRenderer {
    private static final int HEADLINE = 300;
    private static final int FALLBACK = 3_000;
    private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

    /** @param call who is called, in Slack's marks; empty for nobody */
    SlackMessage render(Message news, Optional<String> call) {
        String headline = SlackText.line(Headline.of(news), HEADLINE);
        List<LayoutBlock> blocks = new ArrayList<>();
        if (news.stories().size() == 1) {
            addOne(news.first(), headline, blocks);
        } else {
            blocks.add(SlackBlocks.section(
                    "*" + headline + "*\n" + StoryTable.of(news.stories(), SlackBlocks.CODE_BLOCK)));
        }
        call.ifPresent(whom -> blocks.add(SlackBlocks.section(whom)));
        Duration late = news.stories().stream()
                .map(Story::late)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (late.compareTo(WORTH_SAYING) >= 0) {
            blocks.add(SlackBlocks.context("⏳ late by " + Wording.duration(Duration.ofMinutes(late.toMinutes()))));
        }
        String text = news.stories().size() == 1
                ? HarmlessText.cut(headline + "\n" + SlackBlocks.SENTENCES.about(news.first()), FALLBACK)
                : headline;
        return new SlackMessage(text, blocks);
    }

    private static void addOne(Story story, String headline, List<LayoutBlock> blocks) {
        blocks.add(SlackBlocks.section(
                HarmlessText.cut("*" + headline + "*\n" + SlackBlocks.SENTENCES.about(story), SlackBlocks.SECTION)));
        boolean isNewTrouble = switch (story.tale()) {
            case FIRED, ESCALATED, EVENT -> true;
            case STILL, RESOLVED, OVER, RECOVERING, RELAPSED, EASED, EXPIRED, UNWATCHED, NO_DATA, ERROR -> false;
        };
        if (isNewTrouble) {
            SlackBlocks.differencesOf(story.notice()).ifPresent(blocks::add);
            SlackBlocks.samplesOf(story.notice()).ifPresent(blocks::add);
        }
    }
}
