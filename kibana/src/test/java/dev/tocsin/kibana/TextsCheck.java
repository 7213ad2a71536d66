package dev.tocsin.kibana;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonPointer;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/** What Kibana keeps as a text with JSON in it is a text, and JSON is in it. */
final class TextsCheck implements Check {
    @Override
    public List<String> problemsOf(SavedObjects objects) {
        List<String> problems = new ArrayList<>();
        for (JsonObject object : objects.all()) {
            JsonObject attributes = object.getJsonObject("attributes");
            for (JsonPointer place : SavedObjects.typeOf(object).texts()) {
                String name = SavedObjects.nameOf(object) + place;
                if (!place.containsValue(attributes) || !(place.getValue(attributes) instanceof JsonString text)) {
                    problems.add(name + " is not a text");
                } else if (!isObjectOrArray(text.getString())) {
                    problems.add(name + " is not JSON");
                }
            }
        }
        return problems;
    }

    private static boolean isObjectOrArray(String text) {
        try {
            return switch (SavedObjects.value(text).getValueType()) {
                case OBJECT, ARRAY -> true;
                case STRING, NUMBER, TRUE, FALSE, NULL -> false;
            };
        } catch (JsonException e) {
            return false;
        }
    }
}
