package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MessageComposerTest {
    private final MessageComposer composer = new MessageComposer();
    private int number;

    /** A letter is a group, the word what happened to it; {@code !} marks a possible repeat, {@code *} one told before. */
    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("histories")
    void foldsAndKeepsTheOrder(String waiting, List<String> expected) {
        List<OutboxEntry> entries =
                Stream.of(waiting.split(" ")).map(this::entry).toList();

        List<Message> messages = composer.compose(entries);

        assertThat(messages).extracting(MessageComposerTest::inWords).isEqualTo(expected);
        assertThat(messages.stream().flatMap(message -> message.intentIds().stream()))
                .as("every intent is told once")
                .containsExactlyInAnyOrderElementsOf(
                        entries.stream().map(entry -> entry.intent().id()).toList());
    }

    static Stream<Arguments> histories() {
        return Stream.of(
                Arguments.of("a:fired", List.of("FIRED a")),
                Arguments.of("a:fired b:fired c:fired", List.of("FIRED a b c")),
                Arguments.of("a:fired a:resolved", List.of("OVER a")),
                Arguments.of("a:fired a:escalated", List.of("FIRED a")),
                Arguments.of("a:escalated", List.of("ESCALATED a")),
                Arguments.of("a:fired a:escalated a:resolved", List.of("OVER a")),
                Arguments.of("a:resolved*", List.of("RESOLVED a")),
                Arguments.of("a:escalated a:resolved*", List.of("RESOLVED a")),
                Arguments.of("a:resolved", List.of("RESOLVED a")),
                Arguments.of("a:resolved* b:fired c:resolved*", List.of("RESOLVED a c", "FIRED b")),
                Arguments.of("a:resolved* a2:fired", List.of("RESOLVED a", "FIRED a")),
                Arguments.of("a:fired a:resolved a2:fired", List.of("OVER a", "FIRED a")),
                Arguments.of("b:fired a:resolved* a2:fired", List.of("FIRED b", "RESOLVED a", "FIRED a")),
                Arguments.of("a:no_data a:resolved*", List.of("RESOLVED a")),
                Arguments.of("a:error b:no_data", List.of("ERROR a", "NO_DATA b")),
                Arguments.of("a:fired! b:fired", List.of("FIRED! a", "FIRED b")),
                Arguments.of("a:event a:event b:event", List.of("EVENT a b")));
    }

    @Test
    void addsUpTheEventsOfAnAlert() {
        AlertNotice first = Notices.of(TransitionKind.EVENT)
                .matching(3)
                .samples("a", "b")
                .episode("e1")
                .build();
        AlertNotice second = Notices.of(TransitionKind.EVENT)
                .end(Notices.FIRST.plusSeconds(300))
                .matching(4)
                .samples("c", "d")
                .episode("e2")
                .build();

        Message message = composer.compose(List.of(entry(first), entry(second))).getFirst();

        AlertNotice told = message.first().notice();
        assertThat(told.matching()).isEqualTo(7);
        assertThat(told.window().start()).isEqualTo(first.window().start());
        assertThat(told.window().end()).isEqualTo(second.window().end());
        assertThat(told.samples()).extracting("message").containsExactly("c", "d", "a");
    }

    @Test
    void tellsHowLateItIs() {
        NotificationIntent intent =
                entry(Notices.fired().lateBySeconds(240).build()).intent();

        Message message = composer.compose(List.of(new OutboxEntry(intent, Duration.ofSeconds(60), false, null, false)))
                .getFirst();

        assertThat(message.first().late()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void keepsTheBreachThatAResolveEnds() {
        AlertNotice worst = Notices.of(TransitionKind.ESCALATED).value(900.0).build();
        AlertNotice resolved = Notices.of(TransitionKind.RESOLVED).value(3.0).build();

        Message message = composer.compose(List.of(entry(Notices.fired().build()), entry(worst), entry(resolved)))
                .getFirst();

        assertThat(message.tale()).isEqualTo(Tale.OVER);
        assertThat(message.first().breach()).isEqualTo(worst);
    }

    @Test
    void keepsTheOrderOfEachAlertWhateverComes() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<OutboxEntry> entries = randomHistory(random);

            List<Message> messages = composer.compose(entries);

            Map<String, Instant> newest = new HashMap<>();
            List<String> told = new ArrayList<>();
            for (Message message : messages) {
                for (Story story : message.stories()) {
                    String alert = story.notice().group().canonical();
                    Instant end = story.notice().window().end();
                    assertThat(end)
                            .as("seed %d, %s", seed, alert)
                            .isAfterOrEqualTo(newest.getOrDefault(alert, Instant.MIN));
                    newest.put(alert, end);
                }
                told.addAll(message.intentIds());
            }
            assertThat(told)
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            entries.stream().map(entry -> entry.intent().id()).toList());
        }
    }

    private List<OutboxEntry> randomHistory(Random random) {
        List<OutboxEntry> entries = new ArrayList<>();
        Map<String, Integer> episodes = new HashMap<>();
        Map<String, Boolean> firing = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            String group = String.valueOf((char) ('a' + random.nextInt(3)));
            boolean isFiring = firing.getOrDefault(group, random.nextBoolean());
            TransitionKind kind = !isFiring
                    ? TransitionKind.FIRED
                    : random.nextInt(3) == 0 ? TransitionKind.ESCALATED : TransitionKind.RESOLVED;
            if (kind == TransitionKind.FIRED) {
                episodes.merge(group, 1, Integer::sum);
            }
            firing.put(group, kind != TransitionKind.RESOLVED);
            String episode = group + episodes.getOrDefault(group, 0);
            entries.add(entry(
                    Notices.of(kind)
                            .group("service.name", group)
                            .end(Notices.FIRST.plusSeconds(i))
                            .since(Notices.FIRST)
                            .episode(episode)
                            .build(),
                    random.nextInt(6) == 0,
                    null,
                    random.nextBoolean()));
        }
        return entries;
    }

    private OutboxEntry entry(String word) {
        String[] parts = word.split(":");
        boolean isRepeat = parts[1].endsWith("!");
        boolean wasTold = parts[1].endsWith("*");
        String kind = parts[1].replaceAll("[!*]", "").toUpperCase(Locale.ROOT);
        AlertNotice notice = Notices.of(TransitionKind.valueOf(kind))
                .group("service.name", parts[0].substring(0, 1))
                .episode(parts[0])
                .severity(Severity.WARNING)
                .end(Notices.FIRST.plusSeconds(number))
                .since(Notices.FIRST)
                .build();
        return entry(notice, isRepeat, wasTold ? Notices.fired().build() : null, wasTold);
    }

    private OutboxEntry entry(AlertNotice notice) {
        return entry(notice, false, null, false);
    }

    private OutboxEntry entry(AlertNotice notice, boolean isRepeat, @Nullable AlertNotice breach, boolean wasTold) {
        NotificationIntent intent =
                new NotificationIntent("id-" + number++, "alerts", notice.rule(), Instant.EPOCH, false, notice);
        return new OutboxEntry(intent, Duration.ZERO, isRepeat, breach, wasTold);
    }

    private static String inWords(Message message) {
        StringBuilder words = new StringBuilder(message.tale() + (message.mayBeRepeat() ? "!" : ""));
        message.stories()
                .forEach(story ->
                        words.append(' ').append(story.notice().group().values().get("service.name")));
        return words.toString();
    }
}
