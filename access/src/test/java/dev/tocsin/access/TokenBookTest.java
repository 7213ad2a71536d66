package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBookTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path folder;

    private Instant looks = NOW;

    @Test
    void aTokenIsKnownByItsHashOnly() throws IOException {
        NewToken token = NewToken.of(Role.SHIP, new SecureRandom());
        write(entry("checkout", "ship", token.reveal()));

        TokenBook book = open();

        assertThat(book.callerOf(token.reveal(), NOW)).contains(new Caller("checkout", Role.SHIP, Streams.ALL));
        assertThat(book.callerOf(token.reveal() + "x", NOW)).isEmpty();
        assertThat(book.callerOf(token.hash().toString(), NOW)).isEmpty();
        assertThat(book.callerOf("", NOW)).isEmpty();
    }

    @Test
    void whileATokenIsReplacedBothAreValid() throws IOException {
        write(entry("checkout", "ship", "old") + entry("checkout", "ship", "new"));
        TokenBook book = open();

        assertThat(book.callerOf("old", NOW))
                .isEqualTo(book.callerOf("new", NOW))
                .isPresent();

        write(entry("checkout", "ship", "new"));
        assertThat(look(book)).isInstanceOf(Reload.Taken.class);

        assertThat(book.callerOf("old", NOW)).isEmpty();
        assertThat(book.callerOf("new", NOW)).isPresent();
    }

    @Test
    void anExpiredTokenIsNobodysAndStillKeepsTheDoorShut() throws IOException {
        write(entry("checkout", "ship", "old") + "  expires: 2026-11-24\n");
        TokenBook book = open();

        assertThat(book.callerOf("old", NOW)).isEmpty();
        assertThat(book.callerOf("old", Instant.parse("2026-11-24T23:00:00Z"))).isPresent();
        assertThat(book.demandsToken()).isTrue();
    }

    @Test
    void aBadFileIsRefusedOnceAndTheLastGoodOneStays() throws IOException {
        write(entry("a", "viewer", "t"));
        TokenBook book = open();

        write("- name: a\n");
        assertThat(look(book))
                .isInstanceOfSatisfying(
                        Reload.Refused.class,
                        refused -> assertThat(refused.reason()).contains("tokens.yml:1", "role", "hash"));
        assertThat(look(book)).isInstanceOf(Reload.Unchanged.class);
        assertThat(book.callerOf("t", NOW)).isPresent();

        write(entry("b", "viewer", "u"));
        assertThat(look(book)).isEqualTo(new Reload.Taken("1 tokens of tokens.yml"));
        assertThat(book.callerOf("t", NOW)).isEmpty();
        assertThat(book.callerOf("u", NOW)).isPresent();
    }

    @Test
    void aChangeWithinTheSameSizeAndSecondIsSeen() throws IOException {
        write(entry("a", "viewer", "t"));
        TokenBook book = open();
        var time = Files.getLastModifiedTime(file());

        write(entry("a", "viewer", "u"));
        Files.setLastModifiedTime(file(), time);

        assertThat(look(book)).isInstanceOf(Reload.Taken.class);
        assertThat(book.callerOf("u", NOW)).isPresent();
    }

    /** As an editor writes, or configuration management, that does not rename: each half of it is a file in order. */
    @Test
    void aTokenThatIsHalfWrittenMayNothingMore() throws IOException {
        write("");
        TokenBook book = open();
        String whole = entry("shop", "ship", "t") + "  streams: [\"logs-shop-*\"]\n  expires: 2026-11-26\n";

        write(entry("shop", "ship", "t"));
        assertThat(book.readAgain(next())).isInstanceOf(Reload.Unchanged.class);
        assertThat(book.callerOf("t", NOW)).isEmpty();
        assertThat(book.demandsToken()).isFalse();

        write(whole);
        assertThat(book.readAgain(next())).isInstanceOf(Reload.Unchanged.class);
        assertThat(book.callerOf("t", NOW)).isEmpty();

        assertThat(book.readAgain(next())).isInstanceOf(Reload.Taken.class);
        assertThat(book.callerOf("t", NOW))
                .hasValueSatisfying(caller -> assertThat(caller.streams()).isNotEqualTo(Streams.ALL));
    }

    @Test
    void aFileThatIsEmptyWhileItIsWrittenAnewEndsNoToken() throws IOException {
        write(entry("a", "viewer", "t"));
        TokenBook book = open();

        write("");
        assertThat(book.readAgain(next())).isInstanceOf(Reload.Unchanged.class);
        write("- name: a");
        assertThat(book.readAgain(next()))
                .as("half of it is no reason for an alarm")
                .isInstanceOf(Reload.Unchanged.class);
        write(entry("a", "viewer", "t"));
        assertThat(look(book)).isInstanceOf(Reload.Unchanged.class);

        assertThat(book.callerOf("t", NOW)).isPresent();
    }

    @Test
    void aLostFileOpensNoDoorAndShutsNone() throws IOException {
        write(entry("a", "viewer", "t"));
        TokenBook book = open();

        Files.delete(file());

        assertThat(look(book))
                .isInstanceOfSatisfying(
                        Reload.Refused.class,
                        refused -> assertThat(refused.reason()).contains("tokens.yml is away", "put it back"));
        assertThat(book.demandsToken()).isTrue();
        assertThat(book.callerOf("t", NOW)).isPresent();
        assertThat(book.callerOf("other", NOW)).isEmpty();

        write(entry("b", "viewer", "u"));
        assertThat(look(book)).isInstanceOf(Reload.Taken.class);
        assertThat(book.callerOf("t", NOW)).isEmpty();
        assertThat(book.callerOf("u", NOW)).isPresent();
    }

    @Test
    void anEmptiedFileTakesAllTokensAndOpensNoDoor() throws IOException {
        write(entry("a", "viewer", "t"));
        TokenBook book = open();

        write("");
        look(book);

        assertThat(book.demandsToken()).isTrue();
        assertThat(book.callerOfHeader("Bearer t", NOW)).isEmpty();
    }

    @Test
    void aBadFileAtTheStartIsAReasonNotToStart() throws IOException {
        write("- {}\n");

        assertThatThrownBy(this::open).isInstanceOf(TokensRefused.class).hasMessageContaining("tokens.yml:1");
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(this::open).hasMessageContaining("not UTF-8");

        Files.write(file(), new byte[(1 << 20) + 1]);
        assertThatThrownBy(this::open).hasMessageContaining("larger than 1 MB");

        Files.delete(file());
        Files.createDirectory(file());
        assertThatThrownBy(this::open).hasMessageContaining("cannot be read");
    }

    @Test
    void aSingleTokenOfTheEnvironmentMayEverythingAndStaysBesideTheFile() throws IOException {
        write(entry("a", "ship", "t"));
        TokenBook book = TokenBook.open(file(), TokenBook.single("TOCSIN_TOKEN", " s3cret\n"));

        assertThat(book.callerOf("s3cret", NOW)).contains(new Caller("TOCSIN_TOKEN", Role.ADMIN, Streams.ALL));
        assertThat(book.callerOf("t", NOW)).isPresent();
        assertThat(TokenBook.single("TOCSIN_TOKEN", "  ")).isEmpty();
        assertThat(TokenBook.single("TOCSIN_TOKEN", null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret\n# of october",
                "s3cret of october",
                "s3cr\u20act",
                "\ufeffs3cret",
                "s3\u0007cret",
                "s3\u00a0cret"
            })
    void aTokenThatNoHeaderCanCarryIsRefusedWithoutBeingShown(String token) {
        assertThatThrownBy(() -> TokenBook.single("TOCSIN_TOKEN", token))
                .isInstanceOf(TokensRefused.class)
                .hasMessageStartingWith("TOCSIN_TOKEN has a character in it that no token has")
                .hasMessageNotContaining("s3")
                .hasMessageNotContaining("october");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Bearer t,true",
                "bearer t,true",
                "BEARER  t ,true",
                "-,false",
                "'',false",
                "Bearer,false",
                "Bearer ,false",
                "Basic t,false",
                "t,false",
                "Bearer tt,false",
                "Bearer t t,false",
                "Bearer T,false",
            })
    void aHeaderIsABearerToken(String header, boolean known) {
        TokenBook book = TokenBook.of(new TokenEntry("a", Role.VIEWER, TokenHash.ofToken("t"), null, Streams.ALL));

        assertThat(book.callerOfHeader(header, NOW).isPresent()).isEqualTo(known);
    }

    @Test
    void withoutAnyTokenEverybodyIsTheOwnerOfTheMachine() {
        TokenBook book = TokenBook.open(file(), List.of());

        assertThat(book.demandsToken()).isFalse();
        assertThat(book.callerOfHeader(null, NOW)).isEqualTo(Optional.of(Caller.ANYBODY));
    }

    @Test
    void tokensDifferAndSayTheirRole() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            NewToken token = NewToken.of(Role.EDITOR, new SecureRandom());
            assertThat(token.reveal()).matches("tocsin_editor_[A-Za-z0-9_-]{43}");
            assertThat(token.toString()).doesNotContain(token.reveal().substring(14));
            assertThat(TokenHash.parse(token.hash().toString())).contains(token.hash());
            tokens.add(token.reveal());
        }
        assertThat(tokens).hasSize(100);
    }

    /** What comes of a change that is at rest. */
    private Reload look(TokenBook book) {
        Reload first = book.readAgain(next());
        assertThat(first).isInstanceOf(Reload.Unchanged.class);
        return book.readAgain(next());
    }

    private Instant next() {
        looks = looks.plusSeconds(2);
        return looks;
    }

    private TokenBook open() {
        return TokenBook.open(file(), List.of());
    }

    private Path file() {
        return folder.resolve("tokens.yml");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private static String entry(String name, String role, String token) {
        return "- name: " + name + "\n  role: " + role + "\n  hash: \"" + TokenHash.ofToken(token) + "\"\n";
    }
}
