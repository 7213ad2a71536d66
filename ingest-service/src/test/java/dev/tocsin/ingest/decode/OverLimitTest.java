package dev.tocsin.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.Origin;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of a megabyte and more that are made to have too much of everything: all of it is kept, and it stays bounded. */
@Timeout(60)
class OverLimitTest {
    private static final int BYTES = 1_500_000;
    private static final Pattern MARK = Pattern.compile("v[0-9]+v");

    private final JsonRecordDecoder decoder = new JsonRecordDecoder();
    private final FieldList fields = new FieldList();
    private int marks;

    private String mark() {
        return "\"v" + marks++ + "v\"";
    }

    private enum Shape {
        NAMES {
            @Override
            void append(StringBuilder to, OverLimitTest test) {
                to.append("\"n").append(to.length()).append("\":").append(test.mark());
            }
        },
        ONE_NAME {
            @Override
            void append(StringBuilder to, OverLimitTest test) {
                to.append("\"a\":").append(test.mark());
            }
        },
        SMALL_OBJECTS {
            @Override
            void append(StringBuilder to, OverLimitTest test) {
                to.append("\"o")
                        .append(to.length())
                        .append("\":{\"b\":{\"c\":")
                        .append(test.mark())
                        .append("}}");
            }
        },
        ARRAYS {
            @Override
            void append(StringBuilder to, OverLimitTest test) {
                to.append("\"a").append(to.length() % 50).append("\":[").append(test.mark());
                to.append(",[")
                        .append(test.mark())
                        .append("],{\"k\":")
                        .append(test.mark())
                        .append("}]");
            }
        },
        DEEP {
            @Override
            void append(StringBuilder to, OverLimitTest test) {
                to.append("\"d\":");
                to.append("{\"e\":".repeat(70)).append(test.mark()).append("}".repeat(70));
            }
        };

        abstract void append(StringBuilder to, OverLimitTest test);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void nothingIsLostOfARecordThatIsMoreOfTheSame(Shape shape) {
        StringBuilder record = new StringBuilder("{");
        while (record.length() < BYTES) {
            shape.append(record, this);
            record.append(',');
        }

        keepsAllOf(record.append("\"end\":").append(mark()).append('}').toString());
    }

    /** A long name stands before each of the small objects in it: written out for each, it would be half a gigabyte. */
    @ParameterizedTest
    @EnumSource(Shape.class)
    void aLongNameIsNotRepeatedWithoutEnd(Shape shape) {
        StringBuilder record = new StringBuilder("{\"" + "n".repeat(500) + "\":{");
        while (record.length() < BYTES) {
            shape.append(record, this);
            record.append(',');
        }

        keepsAllOf(record.append("\"end\":").append(mark()).append("}}").toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nothingIsLostOfAMixture(long seed) {
        Random random = new Random(seed);
        StringBuilder record = new StringBuilder("{");
        int open = 0;
        while (record.length() < BYTES) {
            if (open < 80 && random.nextInt(40) == 0) {
                record.append("\"x").append(random.nextInt(1_000)).append("\":{");
                open++;
            } else if (open > 0 && random.nextInt(60) == 0) {
                record.append("\"y\":").append(mark()).append("},");
                open--;
            } else {
                Shape.values()[random.nextInt(Shape.values().length)].append(record, this);
                record.append(',');
            }
        }

        keepsAllOf(record.append("\"end\":")
                .append(mark())
                .append("}".repeat(open + 1))
                .toString());
    }

    private void keepsAllOf(String record) {
        byte[] bytes = record.getBytes(UTF_8);

        assertThat(decoder.decode(bytes, 0, bytes.length, new Origin("tcp", null), Instant.EPOCH, fields))
                .isNull();

        Set<String> found = new TreeSet<>();
        long chars = 0;
        for (int field = 0; field < fields.fields(); field++) {
            chars += fields.name(field).length();
            for (int value = fields.firstValue(field); value >= 0; value = fields.nextValue(value)) {
                chars += fields.text(value).length();
                Matcher mark = MARK.matcher(fields.text(value));
                while (mark.find()) {
                    assertThat(found.add(mark.group())).as(mark.group()).isTrue();
                }
            }
        }
        assertThat(found).hasSize(marks);
        assertThat(fields.fields()).isLessThanOrEqualTo(JsonRecordDecoder.MAX_FIELDS + 1);
        assertThat(fields.values()).isLessThanOrEqualTo(JsonRecordDecoder.MAX_VALUES + JsonRecordDecoder.MAX_FIELDS);
        // Beside what was sent only the names, of which there are so many and each is so long.
        assertThat(chars)
                .isLessThanOrEqualTo(record.length() + 2L * JsonRecordDecoder.MAX_FIELDS * FieldName.MAX_LENGTH);
    }
}
