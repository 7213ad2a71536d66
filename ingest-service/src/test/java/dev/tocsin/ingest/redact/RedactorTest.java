package dev.tocsin.ingest.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final Redactor ALL = Redactor.ofAllPatterns(List.of());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            login password=hunter2 ok                | login password=[redacted credentials] ok
            login PASSWORD: hunter2, user joe        | login PASSWORD: [redacted credentials], user joe
            {"apiKey": "a\\"b", "n": 1}              | {"apiKey": "[redacted credentials]", "n": 1}
            {"client_secret":"xyz","n":1}            | {"client_secret":"[redacted credentials]","n":1}
            {\\"token\\":\\"abc\\"}                  | {\\"token\\":\\"[redacted credentials]\\"}
            x-api-key=abc&y=2                        | x-api-key=[redacted credentials]&y=2
            accessToken => 'a b'                     | accessToken => '[redacted credentials]'
            Authorization: Bearer abc.def            | Authorization: Bearer [redacted credentials]
            authorization=Basic dXNlcjpwYXNz rest    | authorization=Basic [redacted credentials] rest
            sent Bearer abcdefghijkl1 to             | sent Bearer [redacted credentials] to
            Cookie: a=b; session=c                   | Cookie: [redacted credentials]
            https://joe:s3cret@db.example.com/x      | https://joe:[redacted credentials]@db.example.com/x
            jdbc:postgresql://u:p@h:5432/d           | jdbc:postgresql://u:[redacted credentials]@h:5432/d
            t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.sig_-1 ok | t=[redacted credentials] ok
            key AKIAIOSFODNN7EXAMPLE used            | key [redacted credentials] used
            ghp_0123456789abcdef0123456789abcdef0123 | [redacted credentials]
            credential=hunter2                       | credential=[redacted credentials]
            Authorization: Negotiate YIIJvwYG rest   | Authorization: [redacted credentials]
            {authorization=[Bearer abcdefghijkl1]}   | {authorization=[Bearer [redacted credentials]]}
            "X-Api-Key":["s3cr3t"]                   | "X-Api-Key":["[redacted credentials]"]
            "pwd":["a b", "c]d" , ["e"]],"n":"f"     | "pwd":["[redacted credentials]],"n":"f"
            "pwd":[["a b"],["c d"]],"n":["f"]        | "pwd":[["[redacted credentials]],"n":["f"]
            "pwd":[[],"a b"],"n":"f"                 | "pwd":[[[redacted credentials]],"n":"f"
            "pwd":[],"n":"f"                         | "pwd":[],"n":"f"
            "pwd":["",7,"a b"],"n":"f"               | "pwd":["[redacted credentials]],"n":"f"
            {\\"pwd\\":[\\"a b\\",\\"c]d\\", [\\"e\\"]],\\"n\\":\\"f\\"} | {\\"pwd\\":[\\"[redacted credentials]],\\"n\\":\\"f\\"}
            {\\"pwd\\":[\\"a b\\"],\\"n\\":\\"f\\"} | {\\"pwd\\":[\\"[redacted credentials]\\"],\\"n\\":\\"f\\"}
            {\\"pwd\\":[1,\\"a b\\"],\\"n\\":\\"f\\"} | {\\"pwd\\":[[redacted credentials]],\\"n\\":\\"f\\"}
            {\\"pwd\\":\\"a\\\\\\"b c\\",\\"n\\":1} | {\\"pwd\\":\\"[redacted credentials]\\",\\"n\\":1}
            {\\"pwd\\":\\"a\\\\\\\\\\",\\"n\\":1} | {\\"pwd\\":\\"[redacted credentials]\\",\\"n\\":1}
            "text":"{\\"pwd\\":[\\"a b\\",\\"c","n":"f" | "text":"{\\"pwd\\":[\\"[redacted credentials]","n":"f"
            \\\\\\"pwd\\\\\\":[\\\\\\"a b\\\\\\",\\\\\\"c\\\\\\"],1 | \\\\\\"pwd\\\\\\":[\\\\\\"[redacted credentials]],1
            \\\\\\"pwd\\\\\\":\\\\\\"a b\\\\\\",1 | \\\\\\"pwd\\\\\\":\\\\\\"[redacted credentials]\\\\\\",1
            {authorization=[Bearer abc, Basic x]}    | {authorization=[Bearer [redacted credentials]]}
            {password=[a, b, c], n=1}                | {password=[[redacted credentials]], n=1}
            {"p\\u0061ssword":"correct horse","n":1} | {"p\\u0061ssword":"[redacted credentials]","n":1}
            {"\\u0070w\\u0064":"correct horse","n":1} | {"\\u0070w\\u0064":"[redacted credentials]","n":1}
            "token":{"value":"x"}                    | "token":{[redacted credentials]}
            {"cookies":{"JSESSIONID":"9f"},"n":1}    | {"cookies":{[redacted credentials]},"n":1}
            {"tokens":["x"],"n":1}                   | {"tokens":["[redacted credentials]"],"n":1}
            {"secrets":{"a":{"b":"}"},"c":["x"]},"n":1} | {"secrets":{[redacted credentials]},"n":1}
            {"credentials":[{"u":"x"},{"u":"y"}],"n":1} | {"credentials":[[redacted credentials]],"n":1}
            {\\"token\\":{\\"value\\":\\"x\\"},\\"n\\":1} | {\\"token\\":{[redacted credentials]},\\"n\\":1}
            {"a":"{\\"token\\":{\\"value\\":\\"x","n":1} | {"a":"{\\"token\\":{[redacted credentials]","n":1}
            {"token":{"value":"x                     | {"token":{[redacted credentials]
            {'cookies': {'a': 'b'}, 'n': 1}          | {'cookies': {[redacted credentials]}, 'n': 1}
            login{credentials={user=joe, pin=7}, n=1} | login{credentials={[redacted credentials]}, n=1}
            Cookies: a=b; session=c                  | Cookies: [redacted credentials]
            "token":{}                               | "token":{}
            Unexpected token: { in JSON              | Unexpected token: { in JSON
            {"token":{[redacted credentials]}}       | {"token":{[redacted credentials]}}
            "tokens":[[redacted credentials]]        | "tokens":[[redacted credentials]]
            {"usage":{"total_tokens":512,"n":1}}     | {"usage":{"total_tokens":512,"n":1}}
            prompt_tokens=12 max_tokens: 4096        | prompt_tokens=12 max_tokens: 4096
            tokens=12ab, cookies: true               | tokens=[redacted credentials], cookies: true
            {"tokens":"512"}                         | {"tokens":"[redacted credentials]"}
            token_count=7 tokens_used: 512           | token_count=7 tokens_used: 512
            password_changed_at=2026-11-30           | password_changed_at=2026-11-30
            token_type=bearer secret_name: db        | token_type=bearer secret_name: db
            com.acme.token.TokenFilter: denied       | com.acme.token.TokenFilter: denied
            password := hunter2                      | password := [redacted credentials]
            \\\"password\\\":\\\"abc\\\"     | \\\"password\\\":\\\"[redacted credentials]\\\"
            bearer of bad news                       | bearer of bad news
            basic understanding of things            | basic understanding of things
            unexpected token: ;                      | unexpected token: ;
            passwords are nice                       | passwords are nice
            https://example.com:8443/a@b             | https://example.com:8443/a@b
            the monkey=7                             | the monkey=7
            card 4111 1111 1111 1111 declined        | card [redacted card-numbers] declined
            card 4111-1111-1111-1111.                | card [redacted card-numbers].
            card=5500005555555559                    | card=[redacted card-numbers]
            amex 378282246310005                     | amex [redacted card-numbers]
            2026-11-30 4111111111111111              | 2026-11-30 [redacted card-numbers]
            card 4111 1111 1111 1111 12/27           | card [redacted card-numbers] 12/27
            4111111111111111 123                     | [redacted card-numbers] 123
            order 17 4111111111111111                | order 17 [redacted card-numbers]
            0.4111111111111111                       | 0.4111111111111111
            4111111111111112                         | 4111111111111112
            id a4111111111111111                     | id a4111111111111111
            1795398191180704903                      | 1795398191180704903
            411111111111                             | 411111111111
            from joe.doe+x@mail.example.com today    | from [redacted e-mail] today
            <joe@example.org>                        | <[redacted e-mail]>
            joe@localhost                            | joe@localhost
            a @ b.com                                | a @ b.com
            decorator @Override.class                | decorator @Override.class
            nothing here                             | nothing here
            """)
    void replacesWhatItKnows(String text, String shown) {
        assertThat(ALL.redact(text)).isEqualTo(shown);
    }

    @Test
    void aPrivateKeyGoesAsAWhole() {
        String text = "loaded -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY----- ok";

        assertThat(ALL.redact(text))
                .isEqualTo(
                        "loaded -----BEGIN RSA PRIVATE KEY-----[redacted credentials]-----END RSA PRIVATE KEY----- ok");
        assertThat(ALL.redact("-----BEGIN CERTIFICATE-----\nMIIE")).isEqualTo("-----BEGIN CERTIFICATE-----\nMIIE");
    }

    @ParameterizedTest
    @CsvSource({
        "password, true",
        "db.password, true",
        "x-api-key, true",
        "accessToken, true",
        "user.name, false",
        "keyboard, false",
        "monkey, false",
        "cookies, true",
        "cookies.JSESSIONID, true",
        "db.credentials.user, true",
        "tokens.used, true",
        "token_count, false",
        "tokens_used, false",
        "password_changed_at, false",
        "secretary.name, false",
        "tokenizer.name, false"
    })
    void theNameOfAFieldCanSayThatItsValueIsASecret(String name, boolean hidden) {
        assertThat(ALL.redact(name, "abc")).isEqualTo(hidden ? "[redacted credentials]" : "abc");
    }

    @ParameterizedTest
    @CsvSource({
        "token, true",
        "password, true",
        "usage.total_tokens, false",
        "tokens.used, false",
        "cookies.enabled, false",
        "token.expires_in, false",
        "cookies, false"
    })
    void aNumberBehindAPluralOrWithinWhatIsNamedSoIsACount(String name, boolean hidden) {
        assertThat(ALL.redact(name, "512", false)).isEqualTo(hidden ? "[redacted credentials]" : "512");
    }

    @Test
    void ofJsonInSeveralLinesAllOfTheListOrObjectGoes() {
        assertThat(ALL.redact("{\n  \"tokens\": [\n    \"a\",\n    \"b\"\n  ],\n  \"n\": 1\n}"))
                .isEqualTo("{\n  \"tokens\": [[redacted credentials]],\n  \"n\": 1\n}");
        assertThat(ALL.redact("{\n  \"cookies\": {\n    \"a\": \"b\"\n  },\n  \"n\": 1\n}"))
                .isEqualTo("{\n  \"cookies\": {[redacted credentials]},\n  \"n\": 1\n}");
        assertThat(ALL.redact("\"{\\n \\\"tokens\\\": [\\n \\\"a\\\",\\n \\\"b\\\"\\n ], \\\"n\\\": 1}\""))
                .isEqualTo("\"{\\n \\\"tokens\\\": [[redacted credentials]], \\\"n\\\": 1}\"");
    }

    @Test
    void allNamesOfSecretsAreKnownInThePlural() {
        assertThat(SecretNames.ENDINGS)
                .allSatisfy(name -> assertThat(ALL.redact("my-" + name + "s=abc"))
                        .isEqualTo("my-" + name + "s=[redacted credentials]"));
    }

    @Test
    void ownPatternsHaveTheirNamesAndAreCounted() {
        List<String> counted = new ArrayList<>();
        Redactor redactor = new Redactor(
                EnumSet.of(NamedPattern.E_MAIL), List.of(OwnPattern.of("employee", "E-\\d{4,}")), counted::add);

        assertThat(redactor.redact("E-12345 and E-777777, a@b.io"))
                .isEqualTo("[redacted employee] and [redacted employee], [redacted e-mail]");
        assertThat(counted).containsExactly("e-mail", "employee");
        assertThat(redactor.redact("password=x")).isEqualTo("password=x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a]", "e-mail"})
    void anOwnPatternHasANameOfItsOwn(String name) {
        assertThatThrownBy(() -> OwnPattern.of(name, "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (a        | is no regular expression
            (?=a)b    | is no regular expression
            (a)\\1    | is no regular expression
            a*        | matches the empty text
            """)
    void anExpressionThatCannotBeUsedIsExplained(String expression, String reason) {
        assertThatThrownBy(() -> OwnPattern.of("x", expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void allNamesOfSecretsAreKnown() {
        assertThat(SecretNames.ENDINGS)
                .allSatisfy(name -> assertThat(ALL.redact("my-" + name + "=abc"))
                        .isEqualTo("my-" + name + "=[redacted credentials]"));
    }

    @Test
    void tabsAreBlanks() {
        assertThat(ALL.redact("password\t=\thunter2")).isEqualTo("password\t=\t[redacted credentials]");
    }

    @Test
    void behindVeryManyMatchesAllGoes() {
        Redactor redactor = new Redactor(Set.of(), List.of(OwnPattern.of("digit", "\\d")), _ -> {});

        assertThat(redactor.redact("1 ".repeat(1_000) + "2 and the rest"))
                .endsWith("[redacted digit] [redacted digit]");
    }

    @Test
    void whatMatchesNothingReplacesNothing() {
        Redactor redactor = new Redactor(Set.of(), List.of(OwnPattern.of("edge", "\\b")), _ -> {});

        assertThat(redactor.redact("a b")).isEqualTo("a b");
    }

    @Test
    void whatIsMaskedKeepsItsPlace() {
        String text = "é password=pässword, a@b.io {";

        String masked = ALL.masked(text);

        assertThat(masked).isEqualTo("é password=*********, ****** {");
        assertThat(masked.getBytes(UTF_8)).hasSameSizeAs(text.getBytes(UTF_8));
    }

    @Test
    void leavesAllAsItIsWithoutPatterns() {
        String text = "password=x a@b.io 4111111111111111";

        assertThat(Redactor.NONE.redact(text)).isSameAs(text);
        assertThat(new Redactor(Set.of(), List.of(), _ -> {}).isIdle()).isTrue();
    }

    /** Each of these is read to its end once: what is looked through without a find, again and again, would take hours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"pwd\":[\"\"",
                "\\\"pwd\\\":[\\\"\",",
                "pwd=[",
                "pwd=[[],",
                "pwd:\"\\",
                "\\\"pwd\\\":\\\"\\",
                "[[[\"a\\",
                "\\",
            })
    @Timeout(60)
    void isDoneInOneGo(String piece) {
        String text = piece.repeat(4_000_000 / piece.length());

        assertThat(ALL.redact(text)).isNotNull();
        assertThat(ALL.redact("pwd=[\"" + text)).isNotNull();
    }

    /** No text makes it fail, and what it leaves is what was there, in order. */
    @RepeatedTest(20)
    void survivesAnyText(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String[] parts = {
            "password",
            "=",
            ":",
            "\"",
            "\\",
            " ",
            "@",
            "a.b",
            "4111111111111111",
            "Bearer ",
            "eyJ",
            "://",
            "x",
            "\n",
            "-----BEGIN ",
            "PRIVATE KEY-----",
            "😀",
            "-",
            "token",
            "[",
            "]",
            ",",
            ">",
            "'",
            "basic ",
            "{",
            "}",
            "[",
            "]",
            "\\n",
            "cookies"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String once = ALL.redact(text.toString());
            int from = 0;
            for (String left : once.split("\\[redacted [a-z-]+]", -1)) {
                int at = text.indexOf(left, from);
                assertThat(at).as("%s -> %s", text, once).isNotNegative();
                from = at + left.length();
            }
        }
    }
}
