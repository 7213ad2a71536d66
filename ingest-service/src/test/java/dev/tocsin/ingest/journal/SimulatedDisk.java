package dev.tocsin.ingest.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that forgets what was not forced when the power goes: of unforced writes any sectors survive, of
 * unforced names any beginning, of a folder whose parents were not synced nothing. Faults are armed for the n-th step from now and happen once; after a power cut every
 * step fails until {@link #powerOn}.
 */
public final class SimulatedDisk implements Disk {
    private final Set<String> undeletable = new HashSet<>();
    private int exhaustedSteps;
    private static final int SECTOR = 128;

    private final RandomGenerator random;
    private final Map<String, Content> names = new LinkedHashMap<>();
    private Map<String, Content> durableNames = new LinkedHashMap<>();
    private final List<Map<String, Content>> unsyncedNames = new ArrayList<>();
    private @Nullable Fault armed;
    private int stepsToFault;
    private boolean powerless;
    private boolean folderIsDurable;
    long usableBytes = Long.MAX_VALUE;

    public SimulatedDisk(RandomGenerator random) {
        this.random = random;
    }

    /** What can go wrong at a step. */
    public enum Fault {
        /** The step fails without effect; a write may have done a part, a force may have forced a part. */
        ERROR,
        /** Like an error, but the writes are not even tried: no space. */
        NO_SPACE,
        /** A write takes less than it was given, without an error. */
        SHORT_WRITE,
        POWER_CUT
    }

    /** As if it were immutable. */
    synchronized void forbidToDelete(String name) {
        undeletable.add(name);
    }

    synchronized void allowToDelete() {
        undeletable.clear();
    }

    public synchronized void arm(Fault fault, int steps) {
        armed = fault;
        stepsToFault = steps;
    }

    public synchronized boolean isPowerless() {
        return powerless;
    }

    public synchronized void cutPower() {
        powerless = true;
    }

    /** What a start after a power cut finds. */
    public synchronized void powerOn() {
        if (!folderIsDurable) {
            durableNames = new LinkedHashMap<>();
            unsyncedNames.clear();
        }
        List<Map<String, Content>> states = new ArrayList<>();
        states.add(durableNames);
        states.addAll(unsyncedNames);
        Map<String, Content> survived = new LinkedHashMap<>(states.get(random.nextInt(states.size())));
        survived.values().forEach(content -> content.losePower(random));
        names.clear();
        names.putAll(survived);
        durableNames = survived;
        unsyncedNames.clear();
        powerless = false;
        armed = null;
    }

    synchronized byte[] bytes(String name) {
        return content(name).current.clone();
    }

    synchronized void overwrite(String name, byte[] bytes) {
        Content content = names.computeIfAbsent(name, _ -> new Content());
        content.current = bytes.clone();
        content.durable = bytes.clone();
        durableNames.put(name, content);
    }

    private Content content(String name) {
        Content content = names.get(name);
        if (content == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return content;
    }

    /** The next steps do not end by what a disk does, but by what the machine lacks. */
    synchronized void exhaust(int steps) {
        exhaustedSteps = steps;
    }

    private @Nullable Fault step() throws IOException {
        if (exhaustedSteps > 0) {
            exhaustedSteps--;
            throw new StackOverflowError("as if");
        }
        if (powerless) {
            throw new IOException("the power is off");
        }
        if (armed == null || --stepsToFault > 0) {
            return null;
        }
        Fault fault = armed;
        armed = null;
        if (fault == Fault.POWER_CUT) {
            powerless = true;
        }
        return fault;
    }

    private static void fail(@Nullable Fault fault) throws IOException {
        if (fault != null && fault != Fault.SHORT_WRITE) {
            throw new IOException(fault == Fault.NO_SPACE ? "No space left on device" : "simulated " + fault);
        }
    }

    private void namesChanged() {
        unsyncedNames.add(new LinkedHashMap<>(names));
    }

    @Override
    public synchronized List<String> list() throws IOException {
        fail(powerless ? Fault.POWER_CUT : null);
        return names.keySet().stream().sorted().toList();
    }

    @Override
    public synchronized DiskFile open(String name, boolean fresh) throws IOException {
        if (fresh) {
            fail(step());
            Content content = names.get(name);
            if (content == null) {
                content = new Content();
                names.put(name, content);
                namesChanged();
            }
            content.truncate(0);
            return new OpenFile(content);
        }
        fail(powerless ? Fault.POWER_CUT : null);
        Content content = names.get(name);
        if (content == null) {
            throw new IOException("no such file: " + name);
        }
        return new OpenFile(content);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        fail(step());
        names.put(to, content(from));
        names.remove(from);
        namesChanged();
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        fail(step());
        if (undeletable.contains(name)) {
            throw new IOException("Operation not permitted: " + name);
        }
        names.remove(name);
        namesChanged();
    }

    @Override
    public synchronized void syncFolder() throws IOException {
        fail(step());
        durableNames = new LinkedHashMap<>(names);
        unsyncedNames.clear();
    }

    @Override
    public synchronized void syncParents() throws IOException {
        fail(step());
        folderIsDurable = true;
    }

    @Override
    public synchronized long usableBytes() {
        return usableBytes;
    }

    @Override
    public Closeable lock(String name) {
        return () -> {};
    }

    /** A file's bytes as processes see them, as the disk has them, and the steps between. */
    private static final class Content {
        private byte[] current = new byte[0];
        private byte[] durable = new byte[0];
        private final List<Change> unforced = new ArrayList<>();

        void write(byte[] bytes, long at) {
            unforced.add(new Change(bytes, (int) at));
            current = unforced.getLast().applyTo(current);
        }

        void truncate(long size) {
            unforced.add(new Change(null, (int) size));
            current = unforced.getLast().applyTo(current);
        }

        void force() {
            durable = current.clone();
            unforced.clear();
        }

        /** Some of the changes are on disk, the others never will be, whatever is forced later. */
        void forceBadly(RandomGenerator random) {
            durable = survivors(random);
            unforced.clear();
        }

        void losePower(RandomGenerator random) {
            durable = survivors(random);
            current = durable.clone();
            unforced.clear();
        }

        private byte[] survivors(RandomGenerator random) {
            int mode = random.nextInt(4);
            byte[] bytes = durable;
            for (Change change : unforced) {
                if (mode == 0) {
                    break;
                }
                if (mode == 1) {
                    bytes = change.applyTo(bytes);
                } else if (change.bytes() == null) {
                    bytes = random.nextBoolean() ? change.applyTo(bytes) : bytes;
                } else {
                    for (int i = 0; i < change.bytes().length; i += SECTOR) {
                        if (mode == 2 && random.nextInt(8) == 0) {
                            return bytes;
                        }
                        if (mode == 2 || random.nextBoolean()) {
                            byte[] sector =
                                    Arrays.copyOfRange(change.bytes(), i, Math.min(i + SECTOR, change.bytes().length));
                            bytes = new Change(sector, change.at() + i).applyTo(bytes);
                        }
                    }
                }
            }
            return bytes;
        }
    }

    /** @param bytes null for a cut to {@code at} */
    @SuppressWarnings("ArrayRecordComponent")
    private record Change(byte @Nullable [] bytes, int at) {
        byte[] applyTo(byte[] content) {
            if (bytes == null) {
                return Arrays.copyOf(content, Math.min(at, content.length));
            }
            byte[] result = Arrays.copyOf(content, Math.max(content.length, at + bytes.length));
            System.arraycopy(bytes, 0, result, at, bytes.length);
            return result;
        }
    }

    private final class OpenFile implements DiskFile {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            synchronized (SimulatedDisk.this) {
                Fault fault = step();
                int length = from.remaining();
                if (fault == Fault.NO_SPACE) {
                    fail(fault);
                }
                byte[] bytes = new byte[fault == null ? length : random.nextInt(length + 1)];
                if (fault == Fault.SHORT_WRITE && bytes.length == 0) {
                    bytes = new byte[1];
                }
                from.get(bytes);
                content.write(bytes, at);
                fail(fault);
                return bytes.length;
            }
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            synchronized (SimulatedDisk.this) {
                fail(powerless ? Fault.POWER_CUT : null);
                if (at >= content.current.length) {
                    return -1;
                }
                int length = Math.min(into.remaining(), content.current.length - (int) at);
                into.put(content.current, (int) at, length);
                return length;
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                Fault fault = step();
                if (fault == Fault.ERROR || fault == Fault.NO_SPACE) {
                    content.forceBadly(random);
                }
                fail(fault);
                content.force();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                fail(step());
                content.truncate(size);
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedDisk.this) {
                fail(powerless ? Fault.POWER_CUT : null);
                return content.current.length;
            }
        }

        @Override
        public void close() {}
    }
}
