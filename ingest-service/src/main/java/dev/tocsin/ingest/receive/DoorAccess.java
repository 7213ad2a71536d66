package dev.tocsin.ingest.receive;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TokenBook;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What guards a door.
 *
 * @param tokens that the HTTP door asks for; JSON lines over TCP have no place for one
 * @param clock by which tokens end and rates are counted
 * @param tls null for plain text
 */
public record DoorAccess(
        TokenBook tokens, InstantSource clock, @Nullable ServerTls tls) {
    /** Nothing does: for loopback addresses. */
    public static final DoorAccess OPEN = new DoorAccess(TokenBook.of(), InstantSource.system(), null);
}
