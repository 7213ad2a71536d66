package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuteTimeTest {
    @TempDir
    Path folder;

    private record Read(Optional<MuteTime> time, List<String> problems) {}

    private Read read(String yaml) throws IOException {
        ConfigFile.Opened opened = ConfigFile.open(Files.writeString(folder.resolve("mute.yml"), yaml));
        Optional<MuteTime> time = opened.top().flatMap(section -> new MuteTimeReader(section).read());
        return new Read(
                time,
                opened.file().problems().stream().map(ConfigProblem::inWords).toList());
    }

    private MuteTime right(String yaml) throws IOException {
        Read read = read(yaml);
        assertThat(read.problems()).as(yaml).isEmpty();
        return read.time().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            times: [{start_time: '09:00', end_time: '17:00'}]                   | 2026-11-23T08:59:59Z | false
            times: [{start_time: '09:00', end_time: '17:00'}]                   | 2026-11-23T09:00:00Z | true
            times: [{start_time: '09:00', end_time: '17:00'}]                   | 2026-11-23T16:59:59.999Z | true
            times: [{start_time: '09:00', end_time: '17:00'}]                   | 2026-11-23T17:00:00Z | false
            times: [{start_time: '22:00', end_time: '24:00'}]                   | 2026-11-23T23:59:59Z | true
            times: [{start_time: '22:00', end_time: '24:00'}]                   | 2026-11-24T00:00:00Z | false
            weekdays: ['monday:friday']                                         | 2026-11-27T12:00:00Z | true
            weekdays: ['monday:friday']                                         | 2026-11-28T12:00:00Z | false
            weekdays: ['monday:friday']                                         | 2026-11-29T12:00:00Z | false
            weekdays: [saturday, Sunday]                                        | 2026-11-29T12:00:00Z | true
            days_of_month: [1]                                                  | 2026-11-01T12:00:00Z | true
            days_of_month: [1]                                                  | 2026-11-02T12:00:00Z | false
            days_of_month: ['-1']                                               | 2026-11-30T12:00:00Z | true
            days_of_month: ['-1']                                               | 2026-02-28T12:00:00Z | true
            days_of_month: ['-1']                                               | 2028-02-28T12:00:00Z | false
            days_of_month: ['-1']                                               | 2028-02-29T12:00:00Z | true
            days_of_month: ['-3:-1']                                            | 2026-11-27T12:00:00Z | false
            days_of_month: ['-3:-1']                                            | 2026-11-28T12:00:00Z | true
            days_of_month: ['28:-1']                                            | 2026-02-28T12:00:00Z | true
            days_of_month: ['30:-1']                                            | 2026-02-28T12:00:00Z | false
            days_of_month: ['29:31']                                            | 2026-11-30T12:00:00Z | true
            days_of_month: ['31']                                               | 2026-11-30T12:00:00Z | false
            days_of_month: ['-31']                                              | 2026-11-01T12:00:00Z | false
            days_of_month: ['-31']                                              | 2026-12-01T12:00:00Z | true
            months: ['1:3', 'may:august', december]                             | 2026-03-31T12:00:00Z | true
            months: ['1:3', 'may:august', december]                             | 2026-04-01T12:00:00Z | false
            months: ['1:3', 'may:august', december]                             | 2026-08-31T12:00:00Z | true
            months: ['1:3', 'may:august', december]                             | 2026-12-01T12:00:00Z | true
            years: ['2020:2022', 2030]                                          | 2022-12-31T23:59:59Z | true
            years: ['2020:2022', 2030]                                          | 2023-01-01T00:00:00Z | false
            years: ['2020:2022', 2030]                                          | 2030-01-01T00:00:00Z | true
            {years: [2026], location: Europe/Berlin}                            | 2025-12-31T23:00:00Z | true
            {years: [2026], location: Europe/Berlin}                            | 2025-12-31T22:59:59Z | false
            {weekdays: [sunday], times: [{start_time: '02:00', end_time: '03:00'}], location: Europe/Berlin} | 2026-10-25T00:30:00Z | true
            {weekdays: [sunday], times: [{start_time: '02:00', end_time: '03:00'}], location: Europe/Berlin} | 2026-10-25T01:30:00Z | true
            {weekdays: [sunday], times: [{start_time: '02:00', end_time: '03:00'}], location: Europe/Berlin} | 2026-03-29T01:00:00Z | false
            {weekdays: [sunday], months: [3]}                                   | 2026-04-05T12:00:00Z | false
            """)
    void saysWhetherAnInstantIsInIt(String yaml, Instant instant, boolean expected) throws IOException {
        assertThat(right(yaml).contains(instant)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {location: UTC}                                    | no time is named, so that it would be always
            weekdays: [funday]                                 | weekdays[0]: 'funday' is not a day from sunday to saturday
            weekdays: ['friday:monday']                        | weekdays[0]: 'friday:monday' goes backwards (write two entries
            weekdays: ['a:b:c']                                | weekdays[0]: 'a:b:c' is not
            weekdays: []                                       | weekdays: an empty list
            weekdays: monday                                   | weekdays: expected a list
            weekdays: [[monday]]                               | weekdays[0]: expected a text
            days_of_month: [0]                                 | days_of_month[0]: '0' is not 1 to 31
            days_of_month: [32]                                | days_of_month[0]: '32' is not 1 to 31
            days_of_month: ['-1:5']                            | days_of_month[0]: '-1:5' goes backwards
            days_of_month: ['-31:5']                           | days_of_month[0]: '-31:5' goes backwards
            days_of_month: ['30:-3']                           | days_of_month[0]: '30:-3' goes backwards
            days_of_month: ['-1:-3']                           | days_of_month[0]: '-1:-3' goes backwards
            days_of_month: [':3']                              | days_of_month[0]: ':3' is not
            months: [13]                                       | months[0]: '13' is not a month by name or number
            months: [jan]                                      | months[0]: 'jan' is not a month by name or number
            years: [20300]                                     | years[0]: '20300' is not a year
            times: []                                          | times: no time in it
            times: ['09:00']                                   | times[0]: expected name: value below it
            times: [{start_time: '9:00', end_time: '10:00'}]   | times[0].start_time: expected a time from 00:00 to 24:00
            times: [{start_time: '09:00', end_time: '24:01'}]  | times[0].end_time: expected a time from 00:00 to 24:00
            times: [{start_time: '22:00', end_time: '06:00'}]  | times[0].end_time: not after start_time (over midnight
            times: [{start_time: '22:00', end_time: '22:00'}]  | times[0].end_time: not after start_time
            times: [{start_time: '22:00'}]                     | times[0].end_time: expected a time
            {weekdays: [monday], location: Europe/Brlin}       | location: there is no time zone 'Europe/Brlin'
            {weekdays: [monday], location: Local}              | location: there is no time zone 'Local'
            {weekday: [monday], months: [1]}                   | weekday: unknown key (did you mean 'weekdays'?)
            """)
    void saysWhatIsWrongAndGivesNothingThen(String yaml, String problem) throws IOException {
        Read read = read(yaml);

        assertThat(read.problems()).anyMatch(words -> words.contains(problem));
        assertThat(read.time()).isEmpty();
    }

    /** Against days that are listed and looked up. */
    @Test
    void isInItIfAndOnlyIfTheCalendarSaysSo() throws IOException {
        List<String> zones =
                List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe");
        TreeMap<Boolean, Integer> answers = new TreeMap<>();
        for (long seed = 0; seed < 4_000; seed++) {
            Random random = new Random(seed);
            Parts parts = new Parts(random);
            String zone = zones.get(random.nextInt(zones.size()));
            String yaml = parts.yaml() + "location: " + zone + "\n";
            MuteTime time = right(yaml);
            for (int i = 0; i < 20; i++) {
                Instant instant = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextLong(3L * 366 * 86_400));
                boolean expected = parts.have(instant.atZone(ZoneId.of(zone)));
                answers.merge(expected, 1, Integer::sum);
                assertThat(time.contains(instant))
                        .as("seed %d, %s, %s", seed, instant, yaml)
                        .isEqualTo(expected);
            }
        }
        assertThat(answers.get(true)).isGreaterThan(5_000);
        assertThat(answers.get(false)).isGreaterThan(5_000);
    }

    /** Some parts of a time, each at random or left out. */
    private static final class Parts {
        private final Random random;
        private final List<LocalTime[]> times = new ArrayList<>();
        private final List<DayOfWeek[]> weekdays = new ArrayList<>();
        private final List<int[]> days = new ArrayList<>();
        private final List<Month[]> months = new ArrayList<>();
        private final List<int[]> years = new ArrayList<>();

        Parts(Random random) {
            this.random = random;
            do {
                some(() -> {
                    int start = random.nextInt(1_439);
                    int end = start + 1 + random.nextInt(1_439 - start);
                    times.add(
                            new LocalTime[] {LocalTime.ofSecondOfDay(start * 60L), LocalTime.ofSecondOfDay(end * 60L)});
                });
                some(() -> {
                    int first = random.nextInt(7);
                    int last = first + random.nextInt(7 - first);
                    weekdays.add(new DayOfWeek[] {DayOfWeek.SUNDAY.plus(first), DayOfWeek.SUNDAY.plus(last)});
                });
                some(() -> {
                    int first = 1 + random.nextInt(31);
                    int last = first + random.nextInt(32 - first);
                    boolean isBack = random.nextBoolean();
                    days.add(isBack ? new int[] {-last, -first} : new int[] {first, last});
                });
                some(() -> {
                    int first = 1 + random.nextInt(12);
                    months.add(new Month[] {Month.of(first), Month.of(first + random.nextInt(13 - first))});
                });
                some(() -> {
                    int first = 2025 + random.nextInt(4);
                    years.add(new int[] {first, first + random.nextInt(3)});
                });
            } while (Stream.of(times, weekdays, days, months, years).allMatch(List::isEmpty));
        }

        private void some(Runnable add) {
            for (int i = random.nextInt(5) - 2; i > 0; i--) {
                add.run();
            }
        }

        String yaml() {
            StringBuilder yaml = new StringBuilder();
            list(
                    yaml,
                    "times",
                    times.stream()
                            .map(t -> "{start_time: '" + t[0] + "', end_time: '" + t[1] + "'}")
                            .toList());
            list(yaml, "weekdays", weekdays.stream().map(w -> named(w[0], w[1])).toList());
            list(
                    yaml,
                    "days_of_month",
                    days.stream().map(d -> "'" + d[0] + ":" + d[1] + "'").toList());
            list(yaml, "months", months.stream().map(m -> named(m[0], m[1])).toList());
            list(
                    yaml,
                    "years",
                    years.stream().map(y -> "'" + y[0] + ":" + y[1] + "'").toList());
            return yaml.toString();
        }

        private static String named(Enum<?> first, Enum<?> last) {
            return "'" + (first + (first == last ? "" : ":" + last)).toLowerCase(Locale.ROOT) + "'";
        }

        private static void list(StringBuilder yaml, String key, List<String> items) {
            if (!items.isEmpty()) {
                yaml.append(key).append(": ").append(items).append('\n');
            }
        }

        boolean have(ZonedDateTime time) {
            LocalDate date = time.toLocalDate();
            List<LocalDate> month = date.withDayOfMonth(1)
                    .datesUntil(date.withDayOfMonth(1).plusMonths(1))
                    .toList();
            return any(
                            times,
                            t -> !time.toLocalTime().isBefore(t[0])
                                    && time.toLocalTime().isBefore(t[1]))
                    && any(weekdays, w -> week(w[0], w[1]).contains(date.getDayOfWeek()))
                    && any(
                            days,
                            d -> numbers(d)
                                    .map(n -> n > 0 ? n - 1 : month.size() + n)
                                    .filter(index -> index >= 0 && index < month.size())
                                    .anyMatch(index -> month.get(index).equals(date)))
                    && any(
                            months,
                            m -> date.getMonth().compareTo(m[0]) >= 0
                                    && date.getMonth().compareTo(m[1]) <= 0)
                    && any(years, y -> numbers(y).anyMatch(year -> year == date.getYear()));
        }

        private static <T> boolean any(List<T> spans, java.util.function.Predicate<T> isIn) {
            return spans.isEmpty() || spans.stream().anyMatch(isIn);
        }

        private static Stream<Integer> numbers(int[] span) {
            return Stream.iterate(span[0], n -> n <= span[1], n -> n + 1);
        }

        private static List<DayOfWeek> week(DayOfWeek first, DayOfWeek last) {
            List<DayOfWeek> days = new ArrayList<>(List.of(first));
            while (days.getLast() != last) {
                days.add(days.getLast().plus(1));
            }
            return days;
        }
    }
}
