package dev.tocsin.settings;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The keys that a record of settings has, and the records in it, as files write them. */
final class KnownKeys {
    /** What each of them takes. */
    private final Map<String, Class<?>> keys = new LinkedHashMap<>();

    /** What stands where nothing reads it. */
    sealed interface Misplaced {
        /**
         * A key that there is not.
         *
         * @param name of it, or of the first section on its way that there is not
         * @param instead what there is at that place
         */
        record Unknown(ConfigurationPropertyName name, List<String> instead) implements Misplaced {}

        /**
         * Keys or items below a value, which has none.
         *
         * @param name of the value
         * @param type that it has
         * @param isItem whether it is an item of a list that stands there
         */
        record BelowValue(ConfigurationPropertyName name, Class<?> type, boolean isItem) implements Misplaced {}
    }

    static KnownKeys of(Class<?> settings) {
        KnownKeys known = new KnownKeys();
        for (RecordComponent component : settings.getRecordComponents()) {
            String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            known.keys.put(key, component.getType());
        }
        return known;
    }

    /** @param from how many parts of the name lead to these keys */
    Optional<Misplaced> misplacedIn(ConfigurationPropertyName name, int from) {
        KnownKeys here = this;
        for (int i = from; i < name.getNumberOfElements(); i++) {
            String written = name.getElement(i, Form.UNIFORM);
            Optional<String> key = here.keys.keySet().stream()
                    .filter(one -> one.replace("-", "").equals(written))
                    .findFirst();
            if (key.isEmpty()) {
                return Optional.of(new Misplaced.Unknown(name.chop(i + 1), List.copyOf(here.keys.keySet())));
            }
            Class<?> type = here.keys.getOrDefault(key.get(), Object.class);
            if (!type.isRecord()) {
                return below(name, i + 1, type);
            }
            here = of(type);
        }
        return Optional.empty();
    }

    /** Spring would read on as if nothing stood there, and show it when it notices. */
    private static Optional<Misplaced> below(ConfigurationPropertyName name, int end, Class<?> type) {
        boolean hasItem =
                Collection.class.isAssignableFrom(type) && end < name.getNumberOfElements() && name.isNumericIndex(end);
        int next = hasItem ? end + 1 : end;
        return next < name.getNumberOfElements()
                ? Optional.of(new Misplaced.BelowValue(name.chop(end), type, name.isNumericIndex(next)))
                : Optional.empty();
    }
}
