package dev.tocsin.fakeslack;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Files on their way in: announced, then sent, then completed. Thread-safe. */
final class Uploads {
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final AtomicInteger tooEarly = new AtomicInteger();

    /** @param bytes empty until they are sent */
    record Upload(String id, String name, int length, byte[] bytes, boolean isComplete) {}

    String announce(String name, int length) {
        String id = "F0" + String.format("%06d", last.incrementAndGet());
        uploads.put(id, new Upload(id, name, length, new byte[0], false));
        return id;
    }

    /** Whether there is such an announcement. */
    boolean receive(String id, byte[] bytes) {
        Upload upload = uploads.computeIfPresent(
                id, (key, old) -> new Upload(id, old.name(), old.length(), bytes.clone(), false));
        return upload != null;
    }

    Optional<Upload> complete(String id) {
        Upload upload = uploads.computeIfPresent(
                id,
                (key, old) -> old.bytes().length == old.length()
                        ? new Upload(id, old.name(), old.length(), old.bytes(), true)
                        : old);
        return Optional.ofNullable(upload).filter(Upload::isComplete);
    }

    /** Files are worked on after they are complete: for so many looks they are not to be shown yet. */
    void processLate(int looks) {
        tooEarly.set(looks);
    }

    boolean canBeShown(String id) {
        return bytes(id).isPresent() && tooEarly.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
    }

    void remove(String id) {
        uploads.remove(id);
    }

    int count() {
        return (int) uploads.values().stream().filter(Upload::isComplete).count();
    }

    Optional<byte[]> bytes(String id) {
        return Optional.ofNullable(uploads.get(id)).filter(Upload::isComplete).map(Upload::bytes);
    }
}
