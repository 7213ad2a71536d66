package dev.tocsin.access;

import dev.tocsin.access.TokensFile.Content;
import dev.tocsin.access.TokensFile.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Changes {@code tokens.yml} and leaves everything in it as it was that is not meant: comments, order, spelling. Every
 * change is read back before it is written. The file is replaced as a whole: whoever could read it can read the new one; a
 * first one is its owner's alone (0600).
 */
public final class TokensEditor {
    private static final String FIRST_LINES = """
            # Who may use Tocsin's doors. Made by ./tocsin token new; the services read it again when it changes.
            # Roles: ship sends events (streams: which ones), viewer reads, editor also pauses and tests, admin does all.
            # Of a token only its SHA-256 is here.
            """;

    private final Path file;

    public TokensEditor(Path file) {
        this.file = file;
    }

    /** Whether a token may have this name. */
    public static boolean isName(String text) {
        return TokensReader.isName(text);
    }

    /**
     * The tokens of the file.
     *
     * @throws TokensRefused if there is something wrong in it
     */
    public List<TokenEntry> entries() {
        return read(TokensFile.contentOf(file)).entries();
    }

    /** @throws TokensRefused if it cannot be added */
    public void add(TokenEntry entry) throws IOException {
        edit(text -> withEntry(text, entry));
    }

    /**
     * Takes tokens out of force; their lines stay as comments.
     *
     * @throws TokensRefused if the file is written so that lines cannot be told apart
     */
    public void revoke(Set<TokenHash> hashes, LocalDate today) throws IOException {
        edit(text -> withoutEntries(text, hashes, today));
    }

    private String withEntry(String text, TokenEntry entry) {
        TokensFile before = read(new Content.Text(text));
        StringBuilder longer = new StringBuilder(text.isBlank() ? FIRST_LINES : text);
        if (longer.charAt(longer.length() - 1) != '\n') {
            longer.append('\n');
        }
        longer.append("\n- name: ").append(entry.name());
        longer.append("\n  role: ").append(entry.role().word());
        longer.append("\n  hash: \"").append(entry.hash()).append('"');
        if (entry.expires() != null) {
            longer.append("\n  expires: ").append(entry.expires());
        }
        if (!entry.streams().equals(Streams.ALL)) {
            longer.append("\n  streams: [");
            longer.append(String.join(
                    ", ",
                    entry.streams().patterns().stream()
                            .map(pattern -> '"' + pattern + '"')
                            .toList()));
            longer.append(']');
        }
        longer.append('\n');
        List<TokenEntry> expected = new ArrayList<>(before.entries());
        expected.add(entry);
        return confirmed(longer.toString(), expected);
    }

    private String withoutEntries(String text, Set<TokenHash> hashes, LocalDate today) {
        TokensFile before = read(new Content.Text(text));
        List<TokenEntry> expected = new ArrayList<>();
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int i = before.entries().size() - 1; i >= 0; i--) {
            if (!hashes.contains(before.entries().get(i).hash())) {
                expected.addFirst(before.entries().get(i));
                continue;
            }
            Place place = before.places().get(i);
            for (int line = place.first(); line <= place.last(); line++) {
                lines.set(line, "# " + lines.get(line));
            }
            lines.add(place.first(), "# revoked " + today);
        }
        return confirmed(String.join("\n", lines), expected);
    }

    /** A file that people write may be in a style that lines say nothing about; then nothing is changed. */
    private String confirmed(String text, List<TokenEntry> expected) {
        TokensFile after = TokensReader.read(name(), text);
        if (!after.problems().isEmpty() || !after.entries().equals(expected)) {
            throw new TokensRefused(name() + " is written in a way that cannot be edited safely: write each token as"
                    + " lines of its own, beginning with \"- name: ...\" at the margin; nothing was changed");
        }
        return text;
    }

    private TokensFile read(Content content) {
        TokensFile read = TokensFile.of(name(), content);
        if (!read.problems().isEmpty()) {
            throw new TokensRefused(Problem.inWords(read.problems()));
        }
        return read;
    }

    private String name() {
        return String.valueOf(file.getFileName());
    }

    private void edit(Function<String, String> change) throws IOException {
        // Through a symbolic link, so that the link stays one.
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        // The new file is the lock as well: whoever makes it is alone.
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        try (FileChannel out = open(fresh)) {
            String text = change.apply(currentText());
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
            takeOwnerOf(target, fresh);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileAlreadyExistsException e) {
            throw new TokensRefused(
                    fresh + " is there: another ./tocsin token is at work, or was killed; then delete it");
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** A service under a user of its own may be who has to read it; then who edits it must not take it away. */
    private static void takeOwnerOf(Path target, Path fresh) throws IOException {
        PosixFileAttributeView to = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (to == null || !Files.exists(target)) {
            return;
        }
        PosixFileAttributes from = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributes now = to.readAttributes();
        try {
            if (!now.group().equals(from.group())) {
                to.setGroup(from.group());
            }
            if (!now.owner().equals(from.owner())) {
                to.setOwner(from.owner());
            }
            to.setPermissions(from.permissions());
        } catch (IOException e) {
            throw new TokensRefused(target + " belongs to " + from.owner().getName() + ":"
                    + from.group().getName()
                    + ", which whoever runs this cannot give a file to: run it as that user or as"
                    + " root; nothing was changed");
        }
    }

    private static FileChannel open(Path fresh) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return fresh.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? FileChannel.open(
                        fresh,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(fresh, options);
    }

    private String currentText() {
        return switch (TokensFile.contentOf(file)) {
            case Content.Text(String text) -> text;
            case Content.Missing _ -> "";
            case Content.Unreadable(String reason) -> throw new TokensRefused(name() + " " + reason);
        };
    }
}
