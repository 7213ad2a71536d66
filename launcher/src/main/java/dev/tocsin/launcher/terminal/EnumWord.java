package dev.tocsin.launcher.terminal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of several words as files and documents write them, in small letters, and says which there are. */
public final class EnumWord<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> type;

    public EnumWord(Class<E> type) {
        this.type = type;
    }

    @Override
    public E convert(String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> word(one).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected " + words() + ", not '" + text + "'"));
    }

    private String words() {
        List<String> all =
                Arrays.stream(type.getEnumConstants()).map(EnumWord::word).toList();
        return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
