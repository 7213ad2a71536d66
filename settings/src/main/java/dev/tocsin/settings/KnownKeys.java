package dev.tocsin.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
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
    private final Map<String, Type> keys = new LinkedHashMap<>();

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
            known.keys.put(key, component.getGenericType());
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
            Type type = here.keys.getOrDefault(key.get(), Object.class);
            Class<?> item = itemOf(type);
            if (item.isRecord() && i + 1 < name.getNumberOfElements() && name.isNumericIndex(i + 1)) {
                i++;
                here = of(item);
            } else if (raw(type).isRecord()) {
                here = of(raw(type));
            } else {
                return below(name, i + 1, raw(type));
            }
        }
        return Optional.empty();
    }

    /** What a list has; nothing in particular if it is none. */
    private static Class<?> itemOf(Type type) {
        return type instanceof ParameterizedType list && Collection.class.isAssignableFrom(raw(list))
                ? raw(list.getActualTypeArguments()[0])
                : Object.class;
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? raw(generic.getRawType()) : (Class<?>) type;
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
