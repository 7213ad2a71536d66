package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Message;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** News that stands in its thread while its message still has to be changed; the newest of it. Thread-safe. */
final class ToldReplies {
    private static final int MOST = 1_000;

    private final Set<String> keys = new LinkedHashSet<>();

    synchronized void add(Message news) {
        keys.add(news.key());
        if (keys.size() > MOST) {
            Iterator<String> oldest = keys.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean isTold(Message news) {
        return keys.contains(news.key());
    }
}
