package dev.tocsin.ingest;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The keys by which two records of settings differ, as files write them; a list is one key. */
final class ChangedKeys {
    private ChangedKeys() {}

    static List<String> between(Record before, Record now, String prefix) {
        List<String> changed = new ArrayList<>();
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            String key = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Object old = value(component, before);
            Object fresh = value(component, now);
            if (old instanceof Record one && fresh instanceof Record other) {
                changed.addAll(between(one, other, key));
            } else if (!Objects.equals(old, fresh)) {
                changed.add(key);
            }
        }
        return changed;
    }

    static Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings are records of public types", e);
        }
    }
}
