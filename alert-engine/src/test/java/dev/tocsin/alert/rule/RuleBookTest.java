package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        TwoLooks.at(book);

        // when: a volume that is unmounted for a moment
        Files.move(folder, config.resolve("elsewhere"));
        boolean isNews = TwoLooks.at(book);

        // then
        assertThat(isNews).isTrue();
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
        assertThat(book.current().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("the folder of rules is not there"));
        assertThat(book.isRemoved("a")).isFalse();
        assertThat(TwoLooks.at(book)).as("told once").isFalse();

        // when
        Files.move(config.resolve("elsewhere"), folder);
        TwoLooks.at(book);

        // then
        assertThat(book.current().problems()).isEmpty();
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
    }

    /** Half of a rule may be one: with another threshold, or without what would have it wait. */
    @Test
    void aRuleThatIsHalfWrittenIsNotInForce() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path file = Files.writeString(folder.resolve("a.yml"), RULE.formatted("a") + "for: 10m\n");
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        book.readAgain(TwoLooks.next());
        RuleSet before = book.current();

        // when: emptied, written up to here, and whole
        for (String half : new String[] {"", RULE.formatted("a"), RULE.formatted("a") + "for: 5m\n"}) {
            Files.writeString(file, half);

            // then
            assertThat(book.readAgain(TwoLooks.next())).as(half).isFalse();
            assertThat(book.current()).as(half).isSameAs(before);
        }
        assertThat(book.readAgain(TwoLooks.next())).isTrue();
        assertThat(book.current().rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.pendingFor()).isEqualTo(Duration.ofMinutes(5)));
    }

    @Test
    void aSavedQueryThatIsHalfWrittenIsNotInForce() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path query = Files.createDirectory(config.resolve("queries")).resolve("errors.yml");
        Files.writeString(query, "query: errors\nservice: shop\nkql: 'log.level: ERROR'\n");
        Files.writeString(
                folder.resolve("a.yml"),
                RULE.replace("{service: shop, kql: 'log.level: ERROR'}", "{saved: errors}")
                        .formatted("a"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        book.readAgain(TwoLooks.next());
        String before = book.current().rules().getFirst().version();

        // when
        Files.writeString(query, "query: errors\nservice: shop\nkql: log.level\n");
        boolean isNews = book.readAgain(TwoLooks.next());

        // then
        assertThat(isNews).isFalse();
        assertThat(book.current().rules().getFirst().version()).isEqualTo(before);
        assertThat(book.readAgain(TwoLooks.next())).isTrue();
        assertThat(book.current().rules().getFirst().version()).isNotEqualTo(before);
    }

    @Test
    void aNewQueryIsTakenWhileARuleIsBeingWritten() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path queries = Files.createDirectory(config.resolve("queries"));
        Path rule = folder.resolve("a.yml");
        Files.writeString(rule, RULE.formatted("a"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        book.readAgain(TwoLooks.next());

        // when
        Files.writeString(queries.resolve("errors.yml"), "query: errors\nservice: shop\nkql: 'log.level: ERROR'\n");
        book.readAgain(TwoLooks.next());
        Files.writeString(rule, RULE.formatted("b"));
        boolean isNews = book.readAgain(TwoLooks.next());

        // then
        assertThat(isNews).isTrue();
        assertThat(book.references().queries().saved()).hasSize(1);
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
        book.readAgain(TwoLooks.next());
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("b");
    }

    @Test
    void aFolderThatComesBackIsTakenOnceItIsAtRest() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Files.writeString(folder.resolve("a.yml"), RULE.formatted("a"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        book.readAgain(TwoLooks.next());
        Files.move(folder, config.resolve("elsewhere"));
        book.readAgain(TwoLooks.next());

        // when: a copy has begun
        Files.createDirectory(folder);
        book.readAgain(TwoLooks.next());

        // then
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
        Files.writeString(folder.resolve("a.yml"), RULE.formatted("a"));
        TwoLooks.at(book);
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
        assertThat(book.current().problems()).isEmpty();
    }

    @Test
    void aMountedConfigMapListsEachRuleOnce() throws IOException {
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path version = Files.createDirectory(folder.resolve("..2026_11_25"));
        Files.writeString(version.resolve("a.yml"), RULE.formatted("a"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_25"));
        Files.createSymbolicLink(folder.resolve("a.yml"), Path.of("..data/a.yml"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);

        TwoLooks.at(book);

        assertThat(book.current().problems()).isEmpty();
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
    }

    @Test
    void rulesAndTheirQueriesRunOnWhileTheFolderOfQueriesCannotBeListed() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path queries = Files.createDirectory(config.resolve("queries"));
        Files.writeString(queries.resolve("errors.yml"), "query: errors\nservice: shop\nkql: 'log.level: ERROR'\n");
        String rule = RULE.replace("{service: shop, kql: 'log.level: ERROR'}", "{saved: errors}");
        Files.writeString(folder.resolve("a.yml"), rule.formatted("a"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        TwoLooks.at(book);

        // when
        try (TooDeep _ = TooDeep.in(queries, config)) {
            Files.writeString(folder.resolve("b.yml"), rule.formatted("b"));
            boolean isNews = TwoLooks.at(book);

            // then
            assertThat(isNews).isTrue();
            assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a", "b");
            assertThat(book.references().queries().saved()).hasSize(1);
            assertThat(book.references().queries().problems())
                    .singleElement()
                    .satisfies(problem ->
                            assertThat(problem.reason()).startsWith("the folder of saved queries cannot be listed"));
            assertThat(TwoLooks.at(book)).as("told once").isFalse();
        }

        // when
        TwoLooks.at(book);

        // then
        assertThat(book.references().queries().problems()).isEmpty();
        assertThat(book.references().queries().saved()).hasSize(1);
    }

    /** A folder whose path is longer than what the system takes: nobody can list it, not even root. */
    private record TooDeep(Path top, Path elsewhere) implements AutoCloseable {
        private static final int CHAINS = 12;
        private static final Path CHAIN = Path.of("d".repeat(200), "e".repeat(200), "inner");

        /** Each move has short paths; together they are long. */
        static TooDeep in(Path folder, Path elsewhere) throws IOException {
            Path inner = Files.createDirectory(elsewhere.resolve("level0"));
            for (int level = 1; level <= CHAINS; level++) {
                Path outer = elsewhere.resolve("level" + level);
                Files.createDirectories(outer.resolve(CHAIN).getParent());
                Files.move(inner, outer.resolve(CHAIN));
                inner = outer;
            }
            return new TooDeep(Files.move(inner, folder.resolve("deep")), elsewhere);
        }

        /** What cannot be listed cannot be deleted either. */
        @Override
        public void close() throws IOException {
            Path outer = Files.move(top, elsewhere.resolve("outer"));
            for (int level = 0; Files.exists(outer.resolve(CHAIN)); level++) {
                outer = Files.move(outer.resolve(CHAIN), elsewhere.resolve("part" + level));
            }
        }
    }

    /** A copy that is not finished yet, whose name comes first. */
    @Test
    void aCopyOfARunningRuleDoesNotTakeItsPlace() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path original = Files.writeString(folder.resolve("payout.yml"), RULE.formatted("payout"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        book.readAgain(TwoLooks.next());

        // when
        Path copy = Files.writeString(folder.resolve("a-copy.yml"), RULE.formatted("payout"));
        TwoLooks.at(book);

        // then
        assertThat(book.current().rules()).extracting(Rule::file).containsExactly("payout.yml");
        assertThat(book.current().broken()).containsExactly("a-copy.yml");
        assertThat(book.current().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("a-copy.yml");
            assertThat(problem.reason()).isEqualTo("the name 'payout' is taken by payout.yml");
        });

        // when: neither a slip in the running one nor the loss of its name hands the name on
        for (String slip : new String[] {"rule: [", RULE.formatted("payout").replace("5m", "5x"), "title: none\n"}) {
            Files.writeString(original, slip);
            TwoLooks.at(book);

            // then
            assertThat(book.current().rules()).as(slip).extracting(Rule::file).containsExactly("payout.yml");
            assertThat(book.current().broken()).as(slip).contains("a-copy.yml").hasSize(2);
        }

        // when
        Files.writeString(original, RULE.formatted("payout"));
        Files.writeString(copy, RULE.formatted("payout-late"));
        TwoLooks.at(book);

        // then
        assertThat(book.current().broken()).isEmpty();
        assertThat(book.current().rules()).extracting(Rule::file).containsExactly("payout.yml", "a-copy.yml");
    }

    @Test
    void aNameGoesToAnotherFileOnceItsOwnLetsGoOfIt() throws IOException {
        // given
        Path folder = Files.createDirectory(config.resolve("rules"));
        Path file = Files.writeString(folder.resolve("b.yml"), RULE.formatted("payout"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        book.readAgain(TwoLooks.next());

        // when: a file that is renamed
        Files.move(file, folder.resolve("c.yml"));
        TwoLooks.at(book);

        // then
        assertThat(book.current().rules()).extracting(Rule::file).containsExactly("c.yml");

        // when: two rules swap their files
        Files.writeString(folder.resolve("c.yml"), RULE.formatted("other"));
        Files.writeString(folder.resolve("d.yml"), RULE.formatted("payout"));
        TwoLooks.at(book);

        // then
        assertThat(book.current().broken()).isEmpty();
        assertThat(book.current().rules()).extracting(Rule::file).containsExactly("c.yml", "d.yml");
    }

    @Test
    void atAStartTheAlphabetDecidesWhoseANameIs() throws IOException {
        Path folder = Files.createDirectory(config.resolve("rules"));
        Files.writeString(folder.resolve("b.yml"), RULE.formatted("payout"));
        Files.writeString(folder.resolve("a.yml"), RULE.formatted("payout"));
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);

        book.readAgain(TwoLooks.next());

        assertThat(book.current().rules()).extracting(Rule::file).containsExactly("a.yml");
        assertThat(book.current().broken()).containsExactly("b.yml");
    }
}
