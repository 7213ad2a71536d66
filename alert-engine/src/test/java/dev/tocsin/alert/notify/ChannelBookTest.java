package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.route.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelBookTest {
    private static final String TWO = """
            shop: {slack: {webhook: "https://hooks.slack.com/services/T0/B0/shop"}}
            ops: {slack: {webhook: "${file:ops}"}}
            """;
    private static final String ROUTES = """
            default: {channel: shop}
            routes:
              - match: {team: ops}
                channel: ops
            """;

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    @BeforeEach
    void writeFiles() throws IOException {
        write("secrets/ops", "https://hooks.slack.com/services/T0/B0/first");
        write("channels.yml", TWO);
        write("routes.yml", ROUTES);
    }

    private ChannelBook open() {
        return ChannelBook.open(folder, Map.of(), ChannelTypes.forReading(DiscoverLinks.none()));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private boolean look(ChannelBook book) {
        now = now.plus(Duration.ofSeconds(2));
        return book.readAgain(now);
    }

    private boolean lookUntilAtRest(ChannelBook book) {
        boolean atFirst = look(book);
        return look(book) || atFirst;
    }

    private static List<String> problems(ChannelBook book) {
        return book.current().problems().stream().map(ConfigProblem::inWords).toList();
    }

    private static List<String> channelsFor(ChannelBook book, String team) {
        return List.copyOf(book.current().routes().decide(Map.of("team", team)).channels());
    }

    private static Channel channel(ChannelBook book, String name) {
        return book.current().channels().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatDidNotChangeIsNotReadAgain() {
        ChannelBook book = open();

        assertThat(lookUntilAtRest(book)).isFalse();
        assertThat(look(book)).isFalse();
    }

    @Test
    void aChannelThatCameIsThereOnceItsFileIsAtRestAndTheOthersAreTheSameObjects() throws IOException {
        ChannelBook book = open();
        Channel before = channel(book, "shop");
        write(
                "channels.yml",
                "# a comment that moves the lines\nnew: {slack: {webhook: \"https://a.example/n\"}}\n" + TWO);

        assertThat(look(book)).as("it may be half written").isFalse();
        assertThat(look(book)).isTrue();

        assertThat(book.current().names()).containsExactly("new", "shop", "ops");
        assertThat(channel(book, "shop")).isSameAs(before);
        assertThat(problems(book)).isEmpty();
    }

    @Test
    void aSecretThatChangedMakesAnotherChannel() throws IOException {
        ChannelBook book = open();
        Channel shop = channel(book, "shop");
        Channel ops = channel(book, "ops");
        write("secrets/ops", "https://hooks.slack.com/services/T0/B0/second");

        assertThat(lookUntilAtRest(book)).isTrue();

        assertThat(channel(book, "ops")).isNotSameAs(ops);
        assertThat(channel(book, "shop")).isSameAs(shop);
    }

    @Test
    void aSecretThatIsGoneLeavesItsChannelAsItWas() throws IOException {
        ChannelBook book = open();
        Channel ops = channel(book, "ops");
        Files.delete(folder.resolve("secrets/ops"));

        assertThat(lookUntilAtRest(book)).isTrue();

        assertThat(channel(book, "ops")).isSameAs(ops);
        assertThat(problems(book)).singleElement().asString().contains("ops.slack.webhook", "the secret file ops");
        assertThat(book.current().refuses("channels.yml")).isTrue();
        assertThat(book.current().refuses("routes.yml")).isFalse();
    }

    @Test
    void aBrokenChannelStaysAsItWasAndTheOthersAreRead() throws IOException {
        ChannelBook book = open();
        Channel ops = channel(book, "ops");
        write("channels.yml", """
                shop: {slack: {webhook: "https://hooks.slack.com/services/T0/B0/other"}}
                ops: {slak: {webhook: "${file:ops}"}}
                new: {slack: {webhook: "https://a.example/n"}}
                """);

        lookUntilAtRest(book);

        assertThat(channel(book, "ops")).isSameAs(ops);
        assertThat(book.current().channels()).extracting(Channel::name).containsExactly("shop", "ops", "new");
        assertThat(problems(book)).anyMatch(problem -> problem.contains("slak"));
        write("channels.yml", TWO);
        lookUntilAtRest(book);
        assertThat(problems(book)).isEmpty();
        assertThat(channel(book, "ops")).isSameAs(ops);
    }

    @Test
    void aFileThatIsNoYamlOrGoneLeavesAllChannelsAndItsRoutesGoOn() throws IOException {
        ChannelBook book = open();
        List<Channel> before = book.current().channels();

        write("channels.yml", "shop: [");
        write("routes.yml", "default: {channel: ops}");
        lookUntilAtRest(book);

        assertThat(book.current().channels()).isEqualTo(before);
        assertThat(problems(book)).singleElement().asString().startsWith("channels.yml");
        assertThat(channelsFor(book, "shop")).as("routes are read all the same").containsExactly("ops");

        Files.delete(folder.resolve("channels.yml"));
        lookUntilAtRest(book);

        assertThat(book.current().channels()).isEqualTo(before);
        assertThat(problems(book)).singleElement().asString().contains("is not there any more");

        write("channels.yml", "# nobody");
        lookUntilAtRest(book);

        assertThat(book.current().channels()).isEmpty();
        assertThat(book.current().warnings()).containsExactly(NotificationConfig.NOBODY);
    }

    @Test
    void brokenRoutesStayAsTheyWereAndChannelsAreRead() throws IOException {
        ChannelBook book = open();
        write("routes.yml", ROUTES.replace("channel: ops", "chanel: ops"));
        write("channels.yml", TWO + "new: {slack: {webhook: \"https://a.example/n\"}}\n");

        lookUntilAtRest(book);

        assertThat(channelsFor(book, "ops")).containsExactly("ops");
        assertThat(book.current().names()).contains("new");
        assertThat(book.current().refuses("routes.yml")).isTrue();
        assertThat(book.current().refuses("channels.yml")).isFalse();
    }

    @Test
    void aRouteToAChannelThatIsGoneLeadsToTheDefault() throws IOException {
        ChannelBook book = open();
        write("channels.yml", TWO.lines().findFirst().orElseThrow());

        lookUntilAtRest(book);

        assertThat(channelsFor(book, "ops")).containsExactly("shop");
        assertThat(problems(book)).singleElement().asString().contains("there is no channel 'ops'");
    }

    @Test
    void whatWasBrokenFromTheStartIsUsedAsFarAsItIsRight() throws IOException {
        write("channels.yml", TWO + "third: {slack: {webhook: \"https://a.example/t\", color: red}}\n");
        write("routes.yml", "default: {channel: nobody}");

        ChannelBook book = open();
        Channel third = channel(book, "third");
        write("routes.yml", "default: {channel: ops}");
        lookUntilAtRest(book);

        assertThat(channel(book, "third")).isSameAs(third);
        assertThat(problems(book)).singleElement().asString().contains("third.slack.color");
        assertThat(channelsFor(book, "any")).containsExactly("ops");
    }

    @Test
    void theEnvironmentsChannelStaysTheSameObject() throws IOException {
        Files.delete(folder.resolve("channels.yml"));
        Files.delete(folder.resolve("routes.yml"));
        ChannelBook book = ChannelBook.open(
                folder,
                Map.of("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T0/B0/env"),
                ChannelTypes.forReading(DiscoverLinks.none()));
        Channel slack = channel(book, "slack");
        write("routes.yml", "default: {channel: slack}");

        assertThat(lookUntilAtRest(book)).isTrue();
        assertThat(channel(book, "slack")).isSameAs(slack);

        write("channels.yml", TWO);
        write("routes.yml", ROUTES);
        lookUntilAtRest(book);
        assertThat(book.current().names()).containsExactly("shop", "ops");
    }
}
