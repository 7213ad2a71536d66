package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleBookTest {
    private static final String RULE = """
            rule: %s
            query: {service: shop, kql: 'log.level: ERROR'}
            condition: {count: hits, threshold: {above: 1}}
            window: 5m
            every: 1m
            """;

    @TempDir
    Path config;

    @Test
    void rulesRunOnWhileTheirFolderIsAway() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Files.writeString(folder.resolve("a.yml"), RULE.formatted("a"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        book.readAgain();

        // when: a volume that is unmounted for a moment
        Files.move(folder, config.resolve("elsewhere"));
        boolean isNews = book.readAgain();

        // then
        assertThat(isNews).isTrue();
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
        assertThat(book.current().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("the folder of rules is not there"));
        assertThat(book.isRemoved("a")).isFalse();
        assertThat(book.readAgain()).as("told once").isFalse();

        // when
        Files.move(config.resolve("elsewhere"), folder);
        book.readAgain();

        // then
        assertThat(book.current().problems()).isEmpty();
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
    }

    @Test
    void aMountedConfigMapListsEachRuleOnce() throws IOException {
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path version = Files.createDirectory(folder.resolve("..2026_11_25"));
        Files.writeString(version.resolve("a.yml"), RULE.formatted("a"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_25"));
        Files.createSymbolicLink(folder.resolve("a.yml"), Path.of("..data/a.yml"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);

        book.readAgain();

        assertThat(book.current().problems()).isEmpty();
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
    }
}
