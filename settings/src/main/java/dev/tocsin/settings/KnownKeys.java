package dev.tocsin.settings;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The keys that a record of settings has, and the records in it, as files write them. */
final class KnownKeys {
    /** By name; a value has no keys of its own. */
    private final Map<String, Optional<KnownKeys>> keys = new LinkedHashMap<>();

    /**
     * A key that there is not.
     *
     * @param name of it, or of the first section on its way that there is not
     * @param instead what there is at that place
     */
    record Unknown(ConfigurationPropertyName name, List<String> instead) {}

    static KnownKeys of(Class<?> settings) {
        KnownKeys known = new KnownKeys();
        for (RecordComponent component : settings.getRecordComponents()) {
            String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Class<?> type = component.getType();
            known.keys.put(key, type.isRecord() ? Optional.of(of(type)) : Optional.empty());
        }
        return known;
    }

    /** @param from how many parts of the name lead to these keys */
    Optional<Unknown> unknownIn(ConfigurationPropertyName name, int from) {
        KnownKeys here = this;
        for (int i = from; i < name.getNumberOfElements(); i++) {
            String written = name.getElement(i, Form.UNIFORM);
            Optional<String> key = here.keys.keySet().stream()
                    .filter(one -> one.replace("-", "").equals(written))
                    .findFirst();
            if (key.isEmpty()) {
                return Optional.of(new Unknown(name.chop(i + 1), List.copyOf(here.keys.keySet())));
            }
            Optional<KnownKeys> section = here.keys.getOrDefault(key.get(), Optional.empty());
            if (section.isEmpty()) {
                return Optional.empty(); // what stands below a value is the value's affair
            }
            here = section.get();
        }
        return Optional.empty();
    }
}
