package dev.tocsin.alert.rule;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All that rule files may name and do not say themselves. */
public record References(QueryLibrary queries, Calendars calendars, ValueLists lists) {
    static final References NONE = new References(QueryLibrary.EMPTY, Calendars.NONE, ValueLists.NONE);

    /**
     * What the files say, read now.
     *
     * @param config the folder with {@code queries}, {@code calendars.yml} and {@code lists}
     */
    public static References read(Path config, KibanaSource kibana) {
        return new References(
                QueryBook.read(config.resolve("queries"), kibana),
                CalendarBook.read(config.resolve(CalendarBook.FILE)),
                ListBook.read(config.resolve(ListBook.FOLDER)));
    }

    /**
     * The folder of configuration in which rules lie: beside the nearest folder with the name {@code rules}, else beside
     * the folder itself.
     *
     * @param folder of rules, or one in it
     */
    public static Path configOf(Path folder) {
        for (Path rules = folder.toAbsolutePath().normalize(); rules != null; rules = rules.getParent()) {
            if (String.valueOf(rules.getFileName()).equals("rules")) {
                return rules.resolveSibling("");
            }
        }
        return folder.resolveSibling("");
    }

    /** Of all their files, which are relative to the folder of configuration. */
    public List<Problem> problems() {
        return Stream.of(queries.problems(), calendars.problems(), lists.problems())
                .flatMap(List::stream)
                .toList();
    }
}
