package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensEditorTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-25");
    private static final TokenEntry PLAIN = entry("reader", Role.VIEWER, "r", null, Streams.ALL);
    private static final TokenEntry FULL = entry(
            "checkout", Role.SHIP, "c", LocalDate.parse("2027-01-31"), new Streams(List.of("logs-checkout-*", "*")));

    @TempDir
    private Path folder;

    @Test
    void makesTheFileAndItIsItsOwnersAlone() throws IOException {
        TokensEditor editor = editor();

        editor.add(PLAIN);
        editor.add(FULL);

        assertThat(editor.entries()).containsExactly(PLAIN, FULL);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(text()).startsWith("# Who may use").contains("streams: [\"logs-checkout-*\", \"*\"]");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void whoCouldReadTheFileCanReadTheNewOne() throws IOException {
        editor().add(PLAIN);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        if (isRoot) {
            var users = file().getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(file(), users.lookupPrincipalByName("nobody"));
            Files.getFileAttributeView(file(), PosixFileAttributeView.class)
                    .setGroup(users.lookupPrincipalByGroupName("daemon"));
        }
        PosixFileAttributes before = Files.readAttributes(file(), PosixFileAttributes.class);

        editor().revoke(Set.of(PLAIN.hash()), TODAY);

        PosixFileAttributes after = Files.readAttributes(file(), PosixFileAttributes.class);
        assertThat(after.permissions()).isEqualTo(before.permissions());
        assertThat(after.owner()).isEqualTo(before.owner());
        assertThat(after.group()).isEqualTo(before.group());
    }

    @Test
    void addsBehindWhatIsThereAndLeavesIt() throws IOException {
        String before = "# ours\n- {name: a, role: ship, hash: \"" + TokenHash.ofToken("a") + "\"} # of Anna\n# end";
        write(before);

        editor().add(PLAIN);

        assertThat(text()).startsWith(before + "\n\n- name: reader\n");
        assertThat(editor().entries()).hasSize(2);
    }

    @Test
    void whatIsRevokedStaysAsAComment() throws IOException {
        write("""
                # ours
                - name: a
                  # rotated every spring
                  role: ship
                  hash: "%s"
                  streams:
                    - logs-a-*
                    - logs-b-*

                # the next one
                - hash: '%s'
                  name: b
                  role: viewer
                """.formatted(TokenHash.ofToken("a"), TokenHash.ofToken("b")));

        editor().revoke(Set.of(TokenHash.ofToken("a")), TODAY);

        assertThat(text()).isEqualTo("""
                # ours
                # revoked 2026-11-25
                # - name: a
                #   # rotated every spring
                #   role: ship
                #   hash: "%s"
                #   streams:
                #     - logs-a-*
                #     - logs-b-*

                # the next one
                - hash: '%s'
                  name: b
                  role: viewer
                """.formatted(TokenHash.ofToken("a"), TokenHash.ofToken("b")));
    }

    @Test
    void theLastOneCanBeRevokedAndAnotherMade() throws IOException {
        TokensEditor editor = editor();
        editor.add(PLAIN);
        editor.revoke(Set.of(PLAIN.hash()), TODAY);
        assertThat(editor.entries()).isEmpty();

        editor.add(FULL);

        assertThat(editor.entries()).containsExactly(FULL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{name: a, role: ship, hash: \"%s\"}, {name: b, role: ship, hash: \"%s\"}]\n",
                "[{name: a, role: ship, hash: \"%s\"},\n {name: b, role: ship, hash: \"%s\"}]\n",
                "- {name: a, role: ship, hash: &h \"%s\"}\n- {name: b, role: ship, hash: \"%s\"}\n...\n",
            })
    void whatCannotBeEditedLineByLineIsLeftAlone(String style) throws IOException {
        String before = style.formatted(TokenHash.ofToken("a"), TokenHash.ofToken("b"));
        write(before);

        try {
            editor().add(PLAIN);
            assertThat(editor().entries()).hasSize(3);
        } catch (TokensRefused e) {
            assertThat(e).hasMessageContaining("nothing was changed");
            assertThat(text()).isEqualTo(before);
        }
    }

    @Test
    void twoOnOneLineAreNotRevokedTogether() throws IOException {
        String before = "[{name: a, role: ship, hash: \"%s\"}, {name: b, role: ship, hash: \"%s\"}]\n"
                .formatted(TokenHash.ofToken("a"), TokenHash.ofToken("b"));
        write(before);

        assertThatThrownBy(() -> editor().revoke(Set.of(TokenHash.ofToken("a")), TODAY))
                .isInstanceOf(TokensRefused.class)
                .hasMessageContaining("nothing was changed");
        assertThat(text()).isEqualTo(before);
    }

    @Test
    void aBrokenFileIsNotMadeLonger() throws IOException {
        write("- name: a\n");

        assertThatThrownBy(() -> editor().add(PLAIN)).hasMessageContaining("tokens.yml:1 [0].role");
        assertThat(text()).isEqualTo("- name: a\n");
        assertThat(file().resolveSibling("tokens.yml.new")).doesNotExist();
    }

    @Test
    void ofTwoAtOnceTheSecondIsRefused() throws IOException {
        write("");
        Files.writeString(file().resolveSibling("tokens.yml.new"), "");

        assertThatThrownBy(() -> editor().add(PLAIN)).hasMessageContaining("another ./tocsin token is at work");
        assertThat(file().resolveSibling("tokens.yml.new")).exists();
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = folder.resolve("real.yml");
        Files.writeString(real, "# real\n");
        Files.createDirectories(file().getParent());
        Files.createSymbolicLink(file(), real);

        editor().add(PLAIN);

        assertThat(file()).isSymbolicLink();
        assertThat(real).content().contains("# real", "reader");
    }

    private static TokenEntry entry(
            String name,
            Role role,
            String token,
            @org.jspecify.annotations.Nullable LocalDate expires,
            Streams streams) {
        return new TokenEntry(name, role, TokenHash.ofToken(token), expires, streams);
    }

    private TokensEditor editor() {
        return new TokensEditor(file());
    }

    private Path file() {
        return folder.resolve("config/tokens.yml");
    }

    private String text() throws IOException {
        return Files.readString(file());
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
    }
}
