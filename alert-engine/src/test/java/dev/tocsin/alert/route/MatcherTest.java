package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {
    private static final Map<String, String> LABELS =
            Map.of("team", "payments", "severity", "critical", "service.name", "ledger", "text", "a \"b\" c\\d\ne");

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            `team=payments`                   ! true
            `team=payment`                    ! false
            `team = "payments"`               ! true
            `  team="payments"  `             ! true
            `"team"="payments"`               ! true
            `service.name=ledger`             ! true
            `team!=payments`                  ! false
            `team!="shop"`                    ! true
            `severity=~"warning|critical"`    ! true
            `severity=~warning|critical`      ! true
            `severity=~"warning|criti"`       ! false
            `severity=~"critical|x"`          ! true
            `severity=~"ritica"`              ! false
            `severity=~"ritical"`             ! false
            `severity=~"critica"`             ! false
            `severity=~".*ritica.*"`          ! true
            `severity=~"(?i)CRITICAL"`        ! true
            `severity!~"crit"`                ! true
            `severity!~"crit.*"`              ! false
            `severity=~"\\w+"`                ! true
            `severity=~"\\\\w+"`              ! true
            `text="a \\"b\\" c\\\\d\\ne"`     ! true
            `text="a \\"b\\" c\\d\\ne"`       ! true
            `absent=""`                       ! true
            `absent!=""`                      ! false
            `absent!="shop"`                  ! true
            `absent=~"x*"`                    ! true
            `absent=~".+"`                    ! false
            `absent!~"test.*"`                ! true
            `absent!~".*"`                    ! false
            `team=""`                         ! false
            `team!=""`                        ! true
            `team=~""`                        ! false
            """)
    void holdsAsInAlertmanager(String text, boolean expected) {
        assertThat(Matcher.parse(text.replace("\\\\", "\\")).holds(LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                    |  1 | the name of a label is missing                              | such as team=payments
            `=x`                  |  1 | the name of a label is missing                              | such as team=payments
            `""=x`                |  1 | the name of the label is missing                            |
            `team`                |  5 | expected =, !=, =~ or !~ behind team                        | such as team=payments
            `team payments`       |  6 | expected =, !=, =~ or !~ behind team                        | such as team=payments
            `team: payments`      |  7 | expected =, !=, =~ or !~ behind team:                       | such as team=payments
            `team==payments`      |  5 | expected =, !=, =~ or !~, not '=='                          | equal is =
            `team~=pay.*`         |  5 | expected =, !=, =~ or !~                                    | an expression that has to match is =~
            `team<>shop`          |  5 | expected =, !=, =~ or !~                                    | not equal is !=
            `team=!shop`          |  6 | expected =, !=, =~ or !~, not '=!'                          | put the value in double quotes: team="!shop"
            `team=`               |  6 | the value is missing                                        | team="" is the empty one, or no such label
            `team=my team`        |  9 | more text behind the value                                  | put the value in double quotes: team="my team"
            `team='payments'`     |  6 | quotes are double ones here                                 | put the value in double quotes: team="payments"
            `team="payments`      |  6 | the quote is not closed                                     |
            `team="a" b`          | 10 | more text behind the value                                  | put the value in double quotes: team="\\"a\\" b"
            `a=b,c=d`             |  4 | a second condition                                          | write an entry of its own for each; all of them have to hold
            `{a="b"}`             |  1 | a brace                                                     | without braces, and an entry of its own for each condition
            `a=~"x("`             |  4 | the expression is none that RE2 knows: missing closing ) 'x('          | RE2 has no look-around and no back-references
            `a=~"(?=x)"`          |  4 | the expression is none that RE2 knows: invalid or unsupported Perl syntax '(?=' | RE2 has no look-around and no back-references
            `a=~"a)(b"`           |  4 | the expression is none that RE2 knows                       | RE2 has no look-around and no back-references
            """)
    void saysWhatIsWrongWhereAndWhatToDo(String text, int place, String reason, String hint) {
        assertThatThrownBy(() -> Matcher.parse(text)).isInstanceOfSatisfying(BadMatcher.class, bad -> {
            assertThat(bad.reason()).startsWith(reason);
            assertThat(bad.place()).isEqualTo(place);
            assertThat(bad.hint()).isEqualTo(hint == null ? "" : hint);
            assertThat(bad).hasMessageContaining("character " + place + " of '" + text + "'");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "((((((((a*){9}){9}){9}){9}){9}){9}){9}){9}",
                "(a{1000}){1000}",
                "(.{50}){50}",
                "a{99999}"
            })
    void anExpressionThatStandsForTooMuchIsRefusedAtOnce(String expression) {
        assertThatThrownBy(() -> Matcher.parse("a=~\"" + expression + '"'))
                .isInstanceOf(BadMatcher.class)
                .hasMessageContaining("the expression ");
    }

    @Test
    void anExpressionHasItsLongest() {
        String longest = "a".repeat(ExpressionLimits.LONGEST);

        assertThat(Matcher.parse("a=~" + longest).holds(Map.of("a", longest))).isTrue();
        assertThatThrownBy(() -> Matcher.parse("a=~a" + longest)).hasMessageContaining("longer than 1000 characters");
        int depth = ExpressionLimits.LONGEST / 2 - 1;
        assertThat(Matcher.parse("a=~" + "(".repeat(depth) + "a" + ")".repeat(depth))
                        .holds(Map.of("a", "a")))
                .as("no stack overflows")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a|a)*b", "(a*)*b", "(.*a){30}b", "((a?){20}){20}a*b", "(x+x+)+y|(a+)+$b"})
    @Timeout(60)
    void noValueHoldsUpAnExpression(String expression) {
        // given: a backtracking engine would need longer than the universe lasts
        Matcher matcher = Matcher.parse("a=~\"" + expression + '"');

        assertThat(matcher.holds(Map.of("a", "a".repeat(32_766)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            `team = "payments"`                 ! `team=payments`
            `severity=~"warning|critical"`      ! `severity=~"warning|critical"`
            `env!~test`                         ! `env!~test`
            `"my label"!="my value"`            ! `"my label"!="my value"`
            `a=~"\\d+"`                         ! `a=~"\\\\d+"`
            `a=""`                              ! `a=""`
            """)
    void isWrittenWithQuotesOnlyWhereTheyAreNeeded(String text, String expected) {
        assertThat(Matcher.parse(text).text()).isEqualTo(expected);
    }

    /** Any label and any text: what is written can be read, and means the same. */
    @Test
    void whatIsWrittenIsReadAsTheSame() {
        String[] pieces = {
            "a",
            "Z",
            "9",
            ".",
            "_",
            " ",
            "\"",
            "\\",
            "\n",
            "n",
            "=",
            "~",
            "!",
            ",",
            "{",
            "}",
            "'",
            "é",
            "\t",
            "\\n",
            "\u2028",
            "\uD83D\uDE00",
            "\u00a0",
            "(",
            "|",
            "*",
            "`",
            "\r"
        };
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            String label = text(random, pieces, 1);
            String value = text(random, pieces, 0);
            Matcher matcher = new Matcher(label, random.nextBoolean(), new Matcher.Expected.Text(value));
            if (random.nextBoolean()) {
                try {
                    matcher = new Matcher(
                            label,
                            random.nextBoolean(),
                            new Matcher.Expected.Expression(ExpressionLimits.compile(value)));
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageContaining("RE2"); // not every text is an expression
                }
            }

            assertThat(Matcher.parse(matcher.text()))
                    .as("seed %d, %s", seed, matcher.text())
                    .isEqualTo(matcher);
        }
    }

    private static String text(Random random, String[] pieces, int shortest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6) + shortest; i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    /** Whatever stands there, the answer is a matcher or a sentence with a place in the text. */
    @Test
    void anyTextIsReadOrRefused() {
        String alphabet = "ab =!~\"'\\,{}()*|\n";
        for (long seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Matcher matcher = Matcher.parse(text.toString());
                assertThat(Matcher.parse(matcher.text())).as("seed %d", seed).isEqualTo(matcher);
            } catch (BadMatcher e) {
                assertThat(e.place()).as("seed %d", seed).isBetween(1, text.length() + 1);
                assertThat(e.reason()).as("seed %d", seed).isNotBlank();
            }
        }
    }
}
