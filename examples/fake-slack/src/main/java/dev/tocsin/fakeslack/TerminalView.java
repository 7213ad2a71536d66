package dev.tocsin.fakeslack;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Draws a message for a terminal, in colour or plain. Pure; control characters of a payload never get through. */
public final class TerminalView {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final boolean coloured;
    private final UnaryOperator<String> harmless;

    /** Leaves out what a terminal would obey or nobody would see. */
    public TerminalView(boolean coloured) {
        this(coloured, TerminalView::visible);
    }

    /**
     * For a program that has its own way with hostile text.
     *
     * @param harmless makes a line of text fit for a terminal
     */
    public TerminalView(boolean coloured, UnaryOperator<String> harmless) {
        this.coloured = coloured;
        this.harmless = harmless;
    }

    /** Several lines, the last one ended. */
    public String draw(ReceivedMessage message) {
        return card(message, "", linesOf(message));
    }

    /** The same; of a change only what it begins with and its pictures, for the rest was posted, or stands in the thread. */
    public String draw(ChatEntry entry) {
        ReceivedMessage message = new ReceivedMessage(entry.at(), entry.channel(), entry.payload());
        return switch (entry.kind()) {
            case POST -> draw(message);
            case REPLY -> card(message, "  in the thread, " + later(entry), linesOf(message));
            case BROADCAST -> card(message, "  in the thread and the channel, " + later(entry), linesOf(message));
            case UPDATE -> card(message, "  the message is changed, " + later(entry), headlineOf(message));
        };
    }

    private static String later(ChatEntry entry) {
        return String.format(Locale.ROOT, "%.1f s after its post", entry.age().toMillis() / 1000.0);
    }

    private String card(ReceivedMessage message, String remark, List<String> lines) {
        String bar = styled(barColour(message), "┃");
        String head = "#" + harmless.apply(message.channel()) + "  " + TIME.format(message.at()) + "Z" + remark;
        StringBuilder out = new StringBuilder();
        out.append(bar).append(' ').append(styled(DIM, head)).append('\n');
        for (String line : lines) {
            out.append(bar).append(' ').append(line).append('\n');
        }
        return out.append('\n').toString();
    }

    private List<String> linesOf(ReceivedMessage message) {
        List<String> lines = new ArrayList<>();
        JsonValue blocks = message.payload().get("blocks");
        if (blocks instanceof JsonArray array && !array.isEmpty()) {
            array.forEach(block -> drawBlock(block.asJsonObject(), lines));
        } else {
            addText(message.text(), lines, "");
        }
        return lines;
    }

    private List<String> headlineOf(ReceivedMessage message) {
        List<String> lines = new ArrayList<>();
        addText(message.text().lines().findFirst().orElse(""), lines, "");
        if (message.payload().get("blocks") instanceof JsonArray blocks) {
            blocks.stream()
                    .map(JsonValue::asJsonObject)
                    .filter(block -> block.getString("type", "").equals("image"))
                    .forEach(block -> drawBlock(block, lines));
        }
        return lines;
    }

    private void drawBlock(JsonObject block, List<String> lines) {
        switch (block.getString("type", "")) {
            case "header" -> addText(textOf(block.get("text")), lines, BOLD);
            case "divider" -> lines.add(styled(DIM, "─".repeat(40)));
            case "section" -> {
                addText(textOf(block.get("text")), lines, "");
                if (block.get("fields") instanceof JsonArray fields) {
                    fields.forEach(field -> addText(textOf(field).replace("\n", "  "), lines, ""));
                }
            }
            case "context" -> each(block, element -> addText(textOf(element), lines, DIM));
            case "actions" -> each(block, element -> drawButton(element, lines));
            case "image" -> lines.add(styled(DIM, "▁▃▆█ " + harmless.apply(block.getString("alt_text", "image"))));
            default -> lines.add(styled(DIM, "[" + harmless.apply(block.getString("type", "?")) + "]"));
        }
    }

    private void drawButton(JsonValue element, List<String> lines) {
        JsonObject button = element.asJsonObject();
        lines.add("[" + harmless.apply(textOf(button.get("text"))) + "] "
                + styled(DIM, harmless.apply(button.getString("url", ""))));
    }

    private static void each(JsonObject block, Consumer<JsonValue> action) {
        if (block.get("elements") instanceof JsonArray elements) {
            elements.forEach(action);
        }
    }

    private void addText(String text, List<String> lines, String style) {
        if (text.isEmpty()) {
            return;
        }
        for (String line : text.split("\n", -1)) {
            String bare = harmless.apply(line).replace("```", "");
            if (!bare.isEmpty() || !line.contains("```")) {
                lines.add(styled(style, unescaped(bare)));
            }
        }
    }

    private static String textOf(@Nullable JsonValue value) {
        return value instanceof JsonObject object && object.get("text") instanceof JsonString text
                ? text.getString()
                : "";
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private static String visible(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !Character.isISOControl(c)
                        && Character.getType(c) != Character.FORMAT
                        && Character.getType(c) != Character.SURROGATE
                        && Character.getType(c) != Character.LINE_SEPARATOR
                        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static String barColour(ReceivedMessage message) {
        String text = message.text();
        if (text.startsWith("🔴")) {
            return "\u001b[31m";
        }
        if (text.startsWith("🟢")) {
            return "\u001b[32m";
        }
        return text.startsWith("🟠") ? "\u001b[33m" : "\u001b[36m";
    }

    private String styled(String style, String text) {
        return coloured && !style.isEmpty() && !text.isEmpty() ? style + text + PLAIN : text;
    }
}
