package dev.tocsin.settings;

import java.util.List;
import java.util.stream.Collectors;

/** A service cannot run as it is set; the message has a line for each problem and shows no secret. */
public final class BadSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadSettings(List<SettingProblem> problems) {
        super(
                problems.stream().map(SettingProblem::inWords).distinct().collect(Collectors.joining("\n")),
                null,
                false,
                false);
    }
}
