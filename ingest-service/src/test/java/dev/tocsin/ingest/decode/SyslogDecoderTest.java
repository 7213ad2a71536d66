package dev.tocsin.ingest.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogDecoderTest {
    private static final Path MESSAGES = Path.of("src/test/resources/syslog/messages.txt");
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Origin PEER = new Origin("syslog-udp", "192.0.2.7", RecordFormat.SYSLOG);
    private static final List<String> OF_PRIORITY = List.of(
            "log.level",
            "log.syslog.priority",
            "log.syslog.facility.code",
            "log.syslog.facility.name",
            "log.syslog.severity.code",
            "log.syslog.severity.name");

    private final SyslogDecoder decoder = new SyslogDecoder(ZoneId.of("Europe/Berlin"));
    private final FieldList fields = new FieldList();

    record Message(String text, List<String> fields) {}

    static Stream<Message> messages() throws IOException {
        List<Message> messages = new ArrayList<>();
        for (String line : Files.readAllLines(MESSAGES)) {
            if (line.startsWith("  ")) {
                messages.getLast()
                        .fields()
                        .add(line.strip().replace("\\n", "\n").replace("\\t", "\t"));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                messages.add(new Message(line, new ArrayList<>()));
            }
        }
        return messages.stream();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatThereIs(Message message) {
        assertThat(decode(bytes(message.text()))).isNull();

        List<String> read = shown();
        assertThat(read).contains("event.dataset = syslog", "log.source.address = 192.0.2.7");
        read.removeIf(field -> field.startsWith("event.dataset ") || field.startsWith("log.source.address "));
        read.removeIf(field -> OF_PRIORITY.stream().anyMatch(name -> field.startsWith(name + " ")));
        assertThat(read).containsExactlyInAnyOrderElementsOf(message.fields());
    }

    @Test
    void eachPriorityIsFacilityAndSeverity() {
        for (int priority = 0; priority <= 191; priority++) {
            assertThat(decode(("<" + priority + ">m").getBytes(UTF_8))).isNull();

            int severity = priority & 7;
            String level = List.of(
                            "Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug")
                    .get(severity);
            assertThat(shown())
                    .contains(
                            "log.level = " + level,
                            "log.syslog.priority = " + priority,
                            "log.syslog.severity.code = " + severity,
                            "log.syslog.severity.name = " + level,
                            "log.syslog.facility.code = " + (priority >> 3));
        }
        assertThat(shown()).contains("log.syslog.facility.name = local7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\r\n", "\0", " \t\0\n"})
    void onlyAnEmptyMessageIsRefused(String empty) {
        MalformedRecord refusal = decode(empty.getBytes(UTF_8));

        assertThat(refusal).isEqualTo(new MalformedRecord("empty", 0, "send a message"));
    }

    @Test
    void withoutAPeerThereMayBeNoHost() {
        byte[] message = "<13>hello".getBytes(UTF_8);

        decoder.decode(message, 0, message.length, new Origin("replay", null, RecordFormat.SYSLOG), NOW, fields);

        assertThat(shown()).noneMatch(field -> field.startsWith("host.name") || field.startsWith("log.source"));
    }

    @Test
    void tooManyParametersAndTooLongNamesAreTheMessages() {
        String most = "[x" + " a=\"\"".repeat(StructuredData.MOST_PARAMETERS) + "]";
        assertThat(decode(("<13>1 - h a - - " + most).getBytes(UTF_8))).isNull();
        assertThat(shown()).noneMatch(field -> field.startsWith("message"));

        for (String data : List.of(
                most.replace("]", " a=\"\"]"), "[" + "x".repeat(65) + " a=\"\"]", "[x " + "a".repeat(65) + "=\"\"]")) {
            assertThat(decode(("<13>1 - h a - - " + data).getBytes(UTF_8))).isNull();

            assertThat(shown()).contains("message = " + data);
        }
    }

    /** Whatever comes, it is read, and all text of a message is in some field. */
    @Test
    void hostileBytesAreReadAndLoseNothing() throws IOException {
        long seed = 5514L;
        Random random = new Random(seed);
        List<byte[]> known = messages().map(message -> bytes(message.text())).toList();
        for (int round = 0; round < 50_000; round++) {
            byte[] message = known.get(random.nextInt(known.size())).clone();
            for (int i = random.nextInt(4); i > 0; i--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            message = Arrays.copyOf(message, 1 + random.nextInt(message.length));

            MalformedRecord refusal = decode(message);

            String as = "seed %d round %d: %s".formatted(seed, round, new String(message, ISO_8859_1));
            if (refusal == null) {
                assertLostNothing(as, new String(message, ISO_8859_1), String.join("", values()));
            } else {
                assertThat(refusal.reason()).as(as).isEqualTo("empty");
            }
        }
    }

    /** By letters that are in no month, zone or word of ours. */
    private static void assertLostNothing(String as, String sent, String read) {
        for (char letter : "whxQW".toCharArray()) {
            assertThat(read.chars().filter(c -> c == letter).count())
                    .as("%s in %s", letter, as)
                    .isGreaterThanOrEqualTo(
                            sent.chars().filter(c -> c == letter).count());
        }
    }

    private @Nullable MalformedRecord decode(byte[] message) {
        byte[] around = new byte[message.length + 20];
        Arrays.fill(around, (byte) '7');
        System.arraycopy(message, 0, around, 10, message.length);
        return decoder.decode(around, 10, 10 + message.length, PEER, NOW, fields);
    }

    private List<String> shown() {
        List<String> shown = new ArrayList<>();
        for (int field = 0; field < fields.fields(); field++) {
            for (int value = fields.firstValue(field); value >= 0; value = fields.nextValue(value)) {
                shown.add((fields.name(field) + " = " + fields.text(value)).strip());
            }
        }
        return shown;
    }

    /** With names, for identifiers of structured data are in these. */
    private List<String> values() {
        List<String> values = new ArrayList<>();
        for (int field = 0; field < fields.fields(); field++) {
            String name = fields.name(field);
            boolean isOfPriority = OF_PRIORITY.contains(name);
            for (int value = fields.firstValue(field); value >= 0 && !isOfPriority; value = fields.nextValue(value)) {
                values.add(name.substring(Math.min(name.length(), "log.syslog.structured_data.".length()))
                        + fields.text(value));
            }
        }
        return values;
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            boolean escapes = text.charAt(i) == '\\' && i + 1 < text.length();
            char next = escapes ? text.charAt(i + 1) : 0;
            if (escapes && next == 'x') {
                bytes.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else if (escapes && "nrt0".indexOf(next) >= 0) {
                bytes.write("\n\r\t\0".charAt("nrt0".indexOf(next)));
                i++;
            } else {
                bytes.writeBytes(text.substring(i, i + 1).getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
