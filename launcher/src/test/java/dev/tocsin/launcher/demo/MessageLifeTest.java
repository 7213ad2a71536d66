package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatEntry.Kind;
import jakarta.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageLifeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            POST 1 red, REPLY 1 green, UPDATE 1 green                              | -
            POST 1 red, BROADCAST 1 red, UPDATE 1 red, REPLY 1 green, UPDATE 1 green | -
            UPDATE 1 green                                                         | r has 0 messages in the channel, not one
            POST 1 red, POST 2 green                                               | r has 2 messages in the channel, not one
            POST 1 red, REPLY 1 green                                              | the message of r was not changed
            POST 1 red, REPLY 1 green, UPDATE 2 green                              | the message of r was not changed
            POST 1 red, REPLY 1 green, UPDATE 1 red                                | the message of r does not say that it is resolved
            POST 1 red, REPLY 1 green, UPDATE 1 green, UPDATE 1 red                | the message of r does not say that it is resolved
            POST 1 red, UPDATE 1 green                                             | the resolve of r is not in the thread of its message
            POST 1 red, REPLY 2 green, UPDATE 1 green                              | the resolve of r is not in the thread of its message
            """)
    void isAsPromisedIfItWasPostedOnceChangedAndResolvedInItsThread(String told, String trouble) {
        // given
        List<ChatEntry> entries =
                Arrays.stream(told.split(", ")).map(MessageLifeTest::entry).toList();

        // when, then
        assertThat(new MessageLife("r", entries).trouble().orElse(null)).isEqualTo(trouble);
    }

    private static ChatEntry entry(String told) {
        String[] words = told.split(" ");
        Kind kind = Kind.valueOf(words[0]);
        boolean isReply = kind == Kind.REPLY || kind == Kind.BROADCAST;
        return new ChatEntry(
                Instant.EPOCH,
                kind,
                "alerts",
                isReply ? "9" : words[1],
                isReply ? words[1] : null,
                Json.createObjectBuilder()
                        .add("text", words[2].equals("green") ? "🟢 RESOLVED" : "🔴 CRITICAL")
                        .build());
    }
}
