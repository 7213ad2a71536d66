package dev.tocsin.ingest;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is made of the settings that are in force, once for each: doors ask for it at every read. Thread-safe. */
final class InForce<T> implements Supplier<T> {
    private final Supplier<IngestSettings> now;
    private final Function<IngestSettings, T> make;
    private volatile @Nullable Made<T> last;

    InForce(Supplier<IngestSettings> now, Function<IngestSettings, T> make) {
        this.now = now;
        this.make = make;
    }

    @Override
    public T get() {
        IngestSettings settings = now.get();
        Made<T> made = last;
        if (made == null || made.of() != settings) {
            made = new Made<>(settings, make.apply(settings));
            last = made;
        }
        return made.what();
    }

    private record Made<T>(IngestSettings of, T what) {}
}
