package dev.tocsin.ingest;

import dev.tocsin.access.ClientAddress;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.refused.DeadLetter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of one client's junk becomes dead letters: 1,000 of a minute, or 4 MB. It is enough to see what is wrong, and
 * does not fill the disk, which costs the sender next to nothing. Thread-safe.
 */
final class LetterAllowance {
    private static final Logger log = LoggerFactory.getLogger(LetterAllowance.class);
    private static final int LETTERS = 1_000;
    private static final int BYTES = 4 * 1_024 * 1_024;

    /** What a letter takes at least. */
    static final int PLACE_BYTES = BYTES / LETTERS;

    private static final int MOST_CLIENTS = 10_000;
    private static final Client FURTHER = new Client("", "");

    private final Map<Client, Integer> taken = new HashMap<>();
    private long minute;
    private boolean told;

    private record Client(String door, String name) {}

    /** Bytes that letters of the client may still have in this minute: for none if that is less than a place. */
    synchronized int left(Origin sender, Instant now) {
        beginMinute(now);
        return BYTES - taken.getOrDefault(known(sender), 0);
    }

    /** Takes places for letters, and returns those that got one: from the first, as far as there are. */
    synchronized List<DeadLetter> take(Origin sender, List<DeadLetter> letters, Instant now) {
        beginMinute(now);
        Client client = known(sender);
        int bytes = taken.getOrDefault(client, 0);
        int places = 0;
        while (places < letters.size() && bytes + PLACE_BYTES <= BYTES) {
            bytes += costOf(letters.get(places));
            places++;
        }
        taken.put(client, bytes);
        if (bytes + PLACE_BYTES > BYTES) {
            tell(client);
        }
        return List.copyOf(letters.subList(0, places));
    }

    static int costOf(DeadLetter letter) {
        return Math.max(letter.raw().length, PLACE_BYTES);
    }

    private void beginMinute(Instant now) {
        long thisMinute = now.getEpochSecond() / 60;
        // Who decodes for long asks by an earlier time than those who came after it.
        if (thisMinute > minute || thisMinute < minute - 1) {
            minute = thisMinute;
            told = false;
            taken.clear();
        }
    }

    private Client known(Origin sender) {
        Client client = new Client(sender.door(), ClientAddress.named(sender.peer()));
        return taken.size() < MOST_CLIENTS || taken.containsKey(client) ? client : FURTHER;
    }

    private void tell(Client client) {
        if (!told) {
            told = true;
            log.atWarn()
                    .addKeyValue("door", client.door())
                    .addKeyValue("client", client.name())
                    .log("a client sends so much that cannot be decoded that the rest of this minute is only counted");
        }
    }
}
