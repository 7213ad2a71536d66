package dev.tocsin.settings;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.util.unit.DataSize;

/** The form that a setting has to have, in words. */
final class SettingForm {
    private static final int LONGEST_SHOWN = 40;

    private SettingForm() {}

    /** That a value has not the form that it has to have; shows it only if it stands there itself and is short. */
    static String missed(Bindable<?> target, @Nullable Object value) {
        String text = String.valueOf(value);
        String form = "expected " + of(target.getType().toClass()) + limits(target.getAnnotation(Within.class));
        if (text.isBlank()) {
            return form + ", but nothing is there";
        }
        boolean isShown = text.length() <= LONGEST_SHOWN && !text.contains("${");
        return form + (isShown ? ", not '" + text.replaceAll("\\p{Cntrl}", " ") + "'" : "");
    }

    /** In words that go on after "expected". */
    static String of(Class<?> plain) {
        if (plain == Duration.class) {
            return "a time with its unit, such as 500ms, 15s, 5m, 1h or 1d";
        }
        if (plain == DataSize.class) {
            return "a size with its unit, such as 512KB, 64MB or 8GB";
        }
        if (plain == int.class || plain == Integer.class || plain == long.class || plain == Long.class) {
            return "a whole number";
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return "true or false";
        }
        if (plain == InetAddress.class) {
            return "an address of this machine, such as 127.0.0.1";
        }
        if (Collection.class.isAssignableFrom(plain)) {
            return "a list, such as [a, b]";
        }
        if (plain.isRecord()) {
            return "name: value below it";
        }
        return plain == Path.class ? "a path" : "a text";
    }

    private static String limits(@Nullable Within limits) {
        return limits == null
                ? ""
                : limits.most().isEmpty()
                        ? ", at least " + limits.least()
                        : ", from " + limits.least() + " to " + limits.most();
    }

    /** Whether a bare number would be taken for milliseconds or bytes, which hardly anybody means. */
    static boolean lacksUnit(Bindable<?> target, String text) {
        Class<?> type = target.getType().toClass();
        return (type == Duration.class || type == DataSize.class)
                && text.strip().matches("[+-]?\\d+")
                && !text.strip().matches("[+-]?0+");
    }
}
