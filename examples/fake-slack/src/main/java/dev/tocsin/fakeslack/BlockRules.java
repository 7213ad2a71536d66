package dev.tocsin.fakeslack;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The limits of Block Kit: how many, how long, which types. Finds the first breach and names its place. */
final class BlockRules {
    private static final int MOST_BLOCKS = 50;
    private static final int SECTION_TEXT = 3000;
    private static final int FIELD_TEXT = 2000;
    private static final int MOST_FIELDS = 10;
    private static final int HEADER_TEXT = 150;
    private static final int MOST_CONTEXT_ELEMENTS = 10;
    private static final int MOST_ACTIONS = 25;
    private static final int BUTTON_TEXT = 75;
    private static final int BUTTON_URL = 3000;
    private static final int BUTTON_VALUE = 2000;
    private static final int ID = 255;
    private static final int IMAGE_TEXT = 2000;

    private BlockRules() {}

    /** What is wrong, or nothing. */
    static Optional<String> troubleWith(JsonArray blocks) {
        try {
            check(blocks);
            return Optional.empty();
        } catch (Breach breach) {
            return Optional.of(String.valueOf(breach.getMessage()));
        }
    }

    private static void check(JsonArray blocks) {
        require(blocks.size() <= MOST_BLOCKS, "blocks", "%d blocks, at most %d", blocks.size(), MOST_BLOCKS);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < blocks.size(); i++) {
            String at = "blocks[" + i + "]";
            JsonObject block = object(blocks.get(i), at);
            String id = block.getString("block_id", null);
            if (id != null) {
                require(id.length() <= ID, at, "block_id longer than %d", ID);
                require(ids.add(id), at, "block_id %s twice", id);
            }
            checkBlock(block, at);
        }
    }

    private static void checkBlock(JsonObject block, String at) {
        String type = block.getString("type", "");
        switch (type) {
            case "header" -> text(block.get("text"), at + ".text", HEADER_TEXT, "plain_text");
            case "divider", "rich_text" -> {}
            case "section" -> checkSection(block, at);
            case "context" -> {
                JsonArray elements = elements(block, at, MOST_CONTEXT_ELEMENTS);
                for (int i = 0; i < elements.size(); i++) {
                    String place = at + ".elements[" + i + "]";
                    JsonObject element = object(elements.get(i), place);
                    if (!"image".equals(element.getString("type", ""))) {
                        text(element, place, SECTION_TEXT, null);
                    }
                }
            }
            case "actions" -> checkActions(elements(block, at, MOST_ACTIONS), at);
            case "image" -> {
                require(
                        block.containsKey("image_url") || block.containsKey("slack_file"),
                        at,
                        "neither image_url nor slack_file");
                require(block.getString("alt_text", "").length() <= IMAGE_TEXT, at, "alt_text over %d", IMAGE_TEXT);
            }
            default -> throw new Breach(at + ": type \"" + type + "\" is not for messages");
        }
    }

    private static void checkSection(JsonObject block, String at) {
        boolean hasFields = block.containsKey("fields");
        if (block.containsKey("text") || !hasFields) {
            text(block.get("text"), at + ".text", SECTION_TEXT, null);
        }
        if (hasFields) {
            JsonArray fields = array(block.get("fields"), at + ".fields");
            require(
                    !fields.isEmpty() && fields.size() <= MOST_FIELDS,
                    at,
                    "%d fields, 1 to %d are allowed",
                    fields.size(),
                    MOST_FIELDS);
            for (int i = 0; i < fields.size(); i++) {
                text(fields.get(i), at + ".fields[" + i + "]", FIELD_TEXT, null);
            }
        }
    }

    private static void checkActions(JsonArray elements, String at) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            String place = at + ".elements[" + i + "]";
            JsonObject element = object(elements.get(i), place);
            String id = element.getString("action_id", null);
            require(id == null || id.length() <= ID && ids.add(id), place, "action_id too long or twice");
            if ("button".equals(element.getString("type", ""))) {
                text(element.get("text"), place + ".text", BUTTON_TEXT, "plain_text");
                String url = element.getString("url", null);
                require(
                        url == null || url.length() <= BUTTON_URL && url.matches("(?is)https?://\\S+"),
                        place,
                        "url is not http(s) or longer than %d",
                        BUTTON_URL);
                require(
                        element.getString("value", "").length() <= BUTTON_VALUE,
                        place,
                        "value longer than %d",
                        BUTTON_VALUE);
            }
        }
    }

    private static JsonArray elements(JsonObject block, String at, int most) {
        JsonArray elements = array(block.get("elements"), at + ".elements");
        require(
                !elements.isEmpty() && elements.size() <= most,
                at,
                "%d elements, 1 to %d are allowed",
                elements.size(),
                most);
        return elements;
    }

    private static void text(@Nullable JsonValue value, String at, int longest, @Nullable String onlyType) {
        JsonObject text = object(value, at);
        String type = text.getString("type", "");
        require(
                type.equals("plain_text") || (onlyType == null && type.equals("mrkdwn")),
                at,
                "text type \"%s\" is not allowed here",
                type);
        require(text.get("text") instanceof JsonString, at, "text without text");
        int length = text.getString("text").length();
        require(length >= 1 && length <= longest, at, "%d characters, 1 to %d are allowed", length, longest);
    }

    private static JsonObject object(@Nullable JsonValue value, String at) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new Breach(at + ": not an object");
    }

    private static JsonArray array(@Nullable JsonValue value, String at) {
        if (value instanceof JsonArray array) {
            return array;
        }
        throw new Breach(at + ": not an array");
    }

    private static void require(boolean holds, String at, String complaint, Object... facts) {
        if (!holds) {
            throw new Breach(at + ": " + complaint.formatted(facts));
        }
    }

    private static final class Breach extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Breach(String message) {
            super(message, null, false, false);
        }
    }
}
