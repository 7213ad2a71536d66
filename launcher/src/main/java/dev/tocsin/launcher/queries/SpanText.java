package dev.tocsin.launcher.queries;

import dev.tocsin.alert.rule.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads spans as rule files write them. */
final class SpanText implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        Duration span = DurationText.parse(text)
                .orElseThrow(
                        () -> new TypeConversionException("'" + text + "' is no span such as 30s, 5m, 1h30m or 7d"));
        if (span.isZero()) {
            throw new TypeConversionException("'" + text + "' is no time at all");
        }
        return span;
    }
}
