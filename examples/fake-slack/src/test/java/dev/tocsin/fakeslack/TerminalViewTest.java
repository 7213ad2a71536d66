package dev.tocsin.fakeslack;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalViewTest {
    @Test
    void drawsHeaderTextFieldsCodeAndButtons() {
        ReceivedMessage message = message("""
                {"text": "🔴 CRITICAL", "blocks": [
                  {"type": "header", "text": {"type": "plain_text", "text": "🔴 CRITICAL — Checkout"}},
                  {"type": "section", "text": {"type": "mrkdwn", "text": "*143* &gt; 100"}},
                  {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Since*\\n10:05"}]},
                  {"type": "section", "text": {"type": "mrkdwn", "text": "```a\\nb```"}},
                  {"type": "actions", "elements": [{"type": "button", "url": "https://k/",
                     "text": {"type": "plain_text", "text": "Discover"}}]}]}""");

        String drawn = new TerminalView(false).draw(message);

        assertThat(drawn).isEqualTo("""
                        ┃ #alerts  10:05:00Z
                        ┃ 🔴 CRITICAL — Checkout
                        ┃ *143* > 100
                        ┃ *Since*  10:05
                        ┃ a
                        ┃ b
                        ┃ [Discover] https://k/

                        """);
    }

    @Test
    void letsNoControlCharacterThrough() {
        ReceivedMessage message = message("{\"text\": \"a\\u001b[31mred\\u202ertl\\u0007\"}");

        String drawn = new TerminalView(false).draw(message);

        assertThat(drawn).contains("a[31mredrtl").doesNotContain("\u001b", "\u202e", "\u0007");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            REPLY,     1795428297.500000, 1795428268.750000, '  in the thread, 31.3 s after its post|🟢 *RESOLVED*'
            BROADCAST, 1795428297.500000, 1795428268.750000, '  in the thread and the channel, 31.3 s after its post|🟢 *RESOLVED*'
            UPDATE,    1795428268.750000,                  , '  the message is changed, 31.3 s after its post|🟢 RESOLVED'
            """)
    void saysHowLongAfterItsPostAMessageIsAnsweredOrChanged(
            ChatEntry.Kind kind, String ts, @Nullable String thread, String expected) {
        ReceivedMessage message = message("""
                {"text": "🟢 RESOLVED\\nLasted 25 s.", "blocks": [
                  {"type": "section", "text": {"type": "mrkdwn", "text": "🟢 *RESOLVED*"}},
                  {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "chart: 60 windows"}]}""");
        ChatEntry entry = new ChatEntry(message.at(), kind, message.channel(), ts, thread, message.payload());

        String drawn = new TerminalView(false).draw(entry);

        assertThat(drawn)
                .isEqualTo("┃ #alerts  10:05:00Z" + expected.replace("|", "\n┃ ") + "\n┃ ▁▃▆█ chart: 60 windows\n\n");
    }

    @Test
    void drawsAPostAsTheMessageThatItIs() {
        ReceivedMessage message = message("{\"text\": \"🔴 CRITICAL\"}");

        assertThat(new TerminalView(false).draw(ChatEntry.posted(message.at(), "alerts", message.payload())))
                .isEqualTo(new TerminalView(false).draw(message));
    }

    @Test
    void coloursTheBarBySeverity() {
        assertThat(new TerminalView(true).draw(message("{\"text\":\"🟢 done\"}")))
                .contains("\u001b[32m┃");
    }

    private static ReceivedMessage message(String payload) {
        return new ReceivedMessage(
                Instant.parse("2026-11-23T10:05:00Z"),
                "alerts",
                Json.createReader(new StringReader(payload)).readObject());
    }
}
