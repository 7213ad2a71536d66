package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.Headline;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Sentences;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.email.Paper.Fact;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Digest;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.route.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes a message as an e-mail, as text and as HTML. Pure: the same message gives the same e-mail. */
final class EmailRenderer {
    private static final int SUBJECT = 200;
    private static final int LONGEST_LINK = 4_000;
    private static final int MOST_ROWS = 50;
    private static final int MOST_THREADS = 20;
    private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

    private final DiscoverLinks links;

    EmailRenderer(DiscoverLinks links) {
        this.links = links;
    }

    Email render(Message message) {
        List<String> threads = message.stories().stream()
                .map(story -> Digest.of(List.of(story.notice().episodeId())))
                .distinct()
                .limit(MOST_THREADS)
                .toList();
        return new Email(
                message.key(),
                threads,
                HarmlessText.line(Headline.of(message), SUBJECT),
                written(message, new TextPaper()),
                written(message, new HtmlPaper()));
    }

    private String written(Message message, Paper paper) {
        paper.headline(Headline.of(message));
        if (message.stories().size() == 1) {
            one(message.first(), paper);
        } else {
            many(message.stories(), paper);
        }
        remarks(message, paper);
        return paper.written();
    }

    private void one(Story story, Paper paper) {
        AlertNotice notice = story.notice();
        paper.sentence(new Sentences(paper).about(story));
        story.summary().ifPresent(paper::paragraph);
        paper.facts(factsOf(story));
        List<String> differences = new Sentences(new TextPaper()).differences(notice);
        if (!differences.isEmpty()) {
            paper.facts(differences.stream()
                    .map(line -> new Fact("What differs", line))
                    .toList());
        }
        if (!notice.samples().isEmpty()) {
            paper.log(notice.samples().stream().map(EmailRenderer::lineOf).toList());
        }
        paper.links(linkFor(notice), story.runbook());
    }

    private void many(List<Story> stories, Paper paper) {
        Story first = stories.getFirst();
        first.summary().ifPresent(paper::paragraph);
        List<Fact> rows = new ArrayList<>(stories.stream()
                .limit(MOST_ROWS)
                .map(story -> new Fact(nameOf(story), new Sentences(new TextPaper()).about(story)))
                .toList());
        if (stories.size() > MOST_ROWS) {
            rows.add(new Fact("…", String.format(Locale.ROOT, "and %,d more", stories.size() - MOST_ROWS)));
        }
        paper.table(rows);
        paper.facts(List.of(new Fact("Rule", first.notice().rule())));
        paper.links(Optional.empty(), first.runbook());
    }

    private static String nameOf(Story story) {
        String group = String.join(", ", story.notice().group().values().values());
        return group.isEmpty() ? story.notice().rule() : group;
    }

    private static List<Fact> factsOf(Story story) {
        AlertNotice notice = story.notice();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Since", Wording.time(notice.since())));
        facts.add(new Fact(
                "Window",
                Wording.duration(notice.window().length()) + " to "
                        + Wording.time(notice.window().end())));
        notice.group().values().forEach((name, value) -> facts.add(new Fact(name, value)));
        facts.add(new Fact("Rule", notice.rule()));
        List<String> labels = notice.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .toList();
        if (!labels.isEmpty()) {
            facts.add(new Fact("Labels", String.join(" ", labels)));
        }
        return facts;
    }

    private static String lineOf(Sample sample) {
        return String.join(
                "  ",
                Stream.of(Wording.time(sample.at()), sample.level(), sample.service(), sample.message())
                        .filter(word -> word != null)
                        .toList());
    }

    /** A link that is cut leads elsewhere: none is better. */
    private Optional<String> linkFor(AlertNotice notice) {
        return links.linkFor(notice).filter(link -> link.length() <= LONGEST_LINK);
    }

    private static void remarks(Message message, Paper paper) {
        message.stories().stream()
                .map(Story::late)
                .max(Duration::compareTo)
                .filter(late -> late.compareTo(WORTH_SAYING) >= 0)
                .ifPresent(late ->
                        paper.remark("Late by " + Wording.duration(Duration.ofMinutes(late.toMinutes())) + "."));
        if (message.mayBeRepeat()) {
            paper.remark("Perhaps a repeat: an earlier try to send this got no answer.");
        }
    }
}
