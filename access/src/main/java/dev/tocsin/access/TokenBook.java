package dev.tocsin.access;

import dev.tocsin.access.TokensFile.Content;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in force: those of {@code tokens.yml}, read again when somebody looks, and those of the environment. A file
 * changes nothing while it is being written, nor while it is broken. Thread-safe; asking costs no lock.
 *
 * <p>Once a token was demanded it stays so until the process ends: a file that is emptied must not open a door. One that is
 * lost shuts none: its tokens stay in force.
 */
public final class TokenBook {
    private static final String BEARER = "Bearer ";

    private final @Nullable Path file;
    private final List<TokenEntry> fixed;
    private final FileRest rest;
    private Content content = new Content.Missing();
    private volatile List<TokenEntry> entries;
    private volatile boolean demanded;

    private TokenBook(@Nullable Path file, List<TokenEntry> fixed) {
        this.file = file;
        this.fixed = List.copyOf(fixed);
        this.rest = file == null ? new FileRest() : new FileRest(file);
        this.entries = this.fixed;
        this.demanded = !fixed.isEmpty();
    }

    /**
     * Reads the file for the first time; one that is not there has no tokens.
     *
     * @param fixed of the environment, in force beside those of the file
     * @throws TokensRefused with all that is wrong in it
     */
    public static TokenBook open(Path file, List<TokenEntry> fixed) {
        TokenBook book = new TokenBook(file, fixed);
        if (book.take(file, TokensFile.contentOf(file)) instanceof Reload.Refused(String reason)) {
            throw new TokensRefused(reason);
        }
        return book;
    }

    /** Without a file. */
    public static TokenBook of(TokenEntry... fixed) {
        return new TokenBook(null, List.of(fixed));
    }

    /**
     * A token of the environment, which may do everything; none if the text is null or blank.
     *
     * @throws TokensRefused if no client could send it
     */
    public static List<TokenEntry> single(String name, @Nullable String token) {
        if (token == null || token.isBlank()) {
            return List.of();
        }
        HeaderToken.trouble(name, token.strip()).ifPresent(trouble -> {
            throw new TokensRefused(trouble);
        });
        return List.of(new TokenEntry(name, Role.ADMIN, TokenHash.ofToken(token.strip()), null, Streams.ALL));
    }

    /** Looks at the file; it is read as a whole each time, for it is small and times of change are coarse. */
    public synchronized Reload readAgain(Instant now) {
        if (file == null) {
            return new Reload.Unchanged();
        }
        Content found = TokensFile.contentOf(file);
        boolean isAtRest = rest.isAtRest(found, now);
        return isAtRest && !found.equals(content) ? take(file, found) : new Reload.Unchanged();
    }

    private Reload take(Path from, Content found) {
        content = found;
        if (found instanceof Content.Missing && entries.size() > fixed.size()) {
            return new Reload.Refused(from.getFileName()
                    + " is away; its tokens stay in force until the service ends: put it back, or revoke them in it");
        }
        TokensFile read = TokensFile.of(String.valueOf(from.getFileName()), found);
        if (!read.problems().isEmpty()) {
            return new Reload.Refused(Problem.inWords(read.problems()));
        }
        List<TokenEntry> all = new ArrayList<>(fixed);
        all.addAll(read.entries());
        entries = List.copyOf(all);
        demanded |= !all.isEmpty();
        return new Reload.Taken(read.entries().size() + " tokens of " + from.getFileName());
    }

    /** Whether who comes needs a token. An expired one is reason enough. */
    public boolean demandsToken() {
        return demanded;
    }

    /**
     * Who this token says it is. Every hash is compared, also after one was found, so the time tells nobody which token
     * is nearly right, nor whether one was found.
     */
    public Optional<Caller> callerOf(String token, Instant now) {
        TokenHash hash = TokenHash.ofToken(token);
        TokenEntry found = null;
        for (TokenEntry entry : entries) {
            if (entry.hash().equals(hash) && !entry.isExpired(now)) {
                found = entry;
            }
        }
        return Optional.ofNullable(found).map(TokenEntry::caller);
    }

    /**
     * Who sent this {@code Authorization} header; null for none. Everybody is {@link Caller#ANYBODY} while no token is
     * demanded.
     */
    public Optional<Caller> callerOfHeader(@Nullable String authorization, Instant now) {
        if (!demanded) {
            return Optional.of(Caller.ANYBODY);
        }
        // The name of the scheme is written in any case (RFC 9110, 11.1).
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? callerOf(authorization.substring(BEARER.length()).strip(), now)
                : Optional.empty();
    }
}
