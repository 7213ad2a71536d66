package dev.tocsin.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Of settings that are read again, takes over what is {@link Live}. */
final class LiveSettings {
    private LiveSettings() {}

    /**
     * What is in force then: the live ones as they are now, all others as before.
     *
     * @throws IllegalArgumentException if they do not fit together
     */
    static <T extends Record> T taken(T before, T now) {
        RecordComponent[] components = before.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object old = ChangedKeys.value(components[i], before);
            Object fresh = ChangedKeys.value(components[i], now);
            if (components[i].isAnnotationPresent(Live.class)) {
                values[i] = fresh;
            } else {
                values[i] = old instanceof Record one && fresh instanceof Record other ? taken(one, other) : old;
            }
        }
        return made(before, components, values);
    }

    @SuppressWarnings("unchecked") // It is made by the constructor of its own class.
    private static <T extends Record> T made(T like, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return (T) like.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings are records of public types", e);
        }
    }
}
