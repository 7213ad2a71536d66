package dev.tocsin.ingest.receive.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON encoding of OTLP, made of the official classes: protobuf's mapping with ids in hexadecimal. Where senders may
 * choose (numbers as texts, names of fields and enums, the order of fields), chance chooses.
 */
@NullMarked
final class ProtoJson {
    private static final JsonMapper JSON = new JsonMapper();

    private final Random random;

    ProtoJson(Random random) {
        this.random = random;
    }

    String of(Message message) {
        List<String> fields = new ArrayList<>();
        message.getAllFields()
                .forEach((field, value) -> fields.add(quoted(nameOf(field)) + ":" + valueOf(field, value)));
        if (random.nextInt(20) == 0) {
            fields.add("\"aNewField\":{\"x\":[1,{\"y\":null}]}");
        }
        boolean hasKey = message.getDescriptorForType().getName().equals("KeyValue");
        if (!hasKey || random.nextInt(10) == 0) {
            Collections.shuffle(fields, random);
        }
        return "{" + String.join(", ", fields) + "}";
    }

    private String nameOf(FieldDescriptor field) {
        return random.nextInt(4) == 0 ? field.getName() : field.getJsonName();
    }

    private String valueOf(FieldDescriptor field, Object value) {
        if (value instanceof List<?> list) {
            return "["
                    + String.join(
                            ",", list.stream().map(one -> oneOf(field, one)).toList()) + "]";
        }
        return oneOf(field, value);
    }

    private String oneOf(FieldDescriptor field, Object value) {
        return switch (value) {
            case Message message -> of(message);
            case EnumValueDescriptor name ->
                random.nextInt(4) == 0 ? quoted(name.getName()) : Integer.toString(name.getNumber());
            case ByteString bytes ->
                quoted(
                        field.getName().endsWith("_id")
                                ? HexFormat.of().formatHex(bytes.toByteArray())
                                : Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Long number -> {
                boolean isUnsigned = field.getType() == FieldDescriptor.Type.FIXED64;
                String digits = isUnsigned ? Long.toUnsignedString(number) : number.toString();
                yield random.nextBoolean() ? quoted(digits) : digits;
            }
            // Those of the protocol have no sign.
            case Integer number -> Integer.toUnsignedString(number);
            case Double number -> {
                boolean isText = !Double.isFinite(number) || random.nextInt(4) == 0;
                yield isText ? quoted(number.toString()) : number.toString();
            }
            case String text -> quoted(text);
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }
}
