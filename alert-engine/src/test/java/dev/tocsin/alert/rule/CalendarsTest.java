package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calendars as people write them, and rules that name one. */
class CalendarsTest {
    private static final String OFFICE = "office: {zone: Europe/Berlin, days: {mon-fri: 08:00-18:00}}\n";
    private static final String RULE = """
            rule: a
            query: {streams: [logs-x-tocsin], kql: ''}
            condition: {count: hits, threshold: {above: 1}}
            window: 5m
            every: 1m
            """;

    @TempDir
    Path config;

    private RuleBook book;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(config.resolve("rules/night"));
        book = new RuleBook(config.resolve("rules"), RuleDefaults.STANDARD);
    }

    private void calendars(String text) throws IOException {
        Files.writeString(config.resolve("calendars.yml"), text);
    }

    private void rule(String more) throws IOException {
        Files.writeString(config.resolve("rules/a.yml"), RULE + more);
    }

    private List<String> problems() {
        TwoLooks.at(book);
        return book.current().problems().stream().map(Problem::inWords).toList();
    }

    private List<String> calendarProblems() {
        return book.references().calendars().problems().stream()
                .map(Problem::inWords)
                .toList();
    }

    private String schedule(String rule) {
        return book.current().rule(rule).orElseThrow().schedule().inWords();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            a: {days: {mon: 08:00-18:00}}                                          ! 1:4 a.zone: missing (add for instance: zone: Europe/Berlin)
            a: {zone: Europe/Berln, days: {mon: 08:00-18:00}}                      ! 1:11 a.zone: 'Europe/Berln' is no time zone (did you mean 'Europe/Berlin'?)
            a: {zone: UTC}                                                         ! 1:4 a.days: the calendar is never open (add for instance days: {mon-fri: 08:00-18:00})
            a: {zone: UTC, days: {}}                                               ! 1:4 a.days: the calendar is never open (add for instance days: {mon-fri: 08:00-18:00})
            a: {zone: UTC, days: {mon: []}}                                        ! 1:4 a.days: the calendar is never open (add for instance days: {mon-fri: 08:00-18:00})
            a: {zone: UTC, days: {mon: 22:00-06:00}}                               ! 1:28 a.days.mon: '22:00-06:00' goes over midnight (write 22:00-24:00 on this day and 00:00-06:00 on the next)
            a: {zone: UTC, days: {mon: 22:00-00:00}}                               ! 1:28 a.days.mon: '22:00-00:00' goes over midnight (write 22:00-24:00 on this day)
            a: {zone: UTC, days: {mon: 08:00-08:00}}                               ! 1:28 a.days.mon: '08:00-08:00' is no time at all (all day is 00:00-24:00)
            a: {zone: UTC, days: {mon: 8-18}}                                      ! 1:28 a.days.mon: '8-18' are no hours (such as 08:00-18:00; the end of a day is 24:00)
            a: {zone: UTC, days: {mon: 08:00-24:30}}                               ! 1:28 a.days.mon: '08:00-24:30' are no hours (such as 08:00-18:00; the end of a day is 24:00)
            a: {zone: UTC, days: {mon: 08:60-18:00}}                               ! 1:28 a.days.mon: '08:60-18:00' are no hours (such as 08:00-18:00; the end of a day is 24:00)
            a: {zone: UTC, days: {mon: [08:00-12:00, 11:00-18:00]}}                ! 1:28 a.days.mon: two spans of a day overlap (make one of them)
            a: {zone: UTC, days: {mon-fri: 08:00-18:00, fri: 08:00-12:00}}         ! 1:50 a.days.fri: the hours of fri are here twice (keep one of them)
            a: {zone: UTC, days: {monday: 08:00-18:00}}                            ! 1:31 a.days.monday: 'monday' is no weekday (mon, tue, wed, thu, fri, sat, sun, or mon-fri, or mon, wed)
            a: {zone: UTC, days: {mon: 08:00-18:00}, closed: [2026-02-30]}         ! 1:51 a.closed[0]: '2026-02-30' is no date: there is no such day (such as 2026-12-25, or 2026-12-24 to 2027-01-01)
            a: {zone: UTC, days: {mon: 08:00-18:00}, closed: 24.12.2026}           ! 1:50 a.closed: '24.12.2026' is no date (such as 2026-12-25, or 2026-12-24 to 2027-01-01)
            a: {zone: UTC, days: {mon: 08:00-18:00}, closed: 2026-12-26 to 2026-12-24} ! 1:50 a.closed: '2026-12-26 to 2026-12-24' is no span of 1 to 366 days (such as 2026-12-25, or 2026-12-24 to 2027-01-01)
            a: {zone: UTC, days: {mon: 08:00-18:00}, closed: [2026-12-24 to 2026-12-26, 2026-12-25]} ! 1:77 a.closed[1]: 2026-12-25 is here twice (a date is either closed or has other hours, once)
            a: {zone: UTC, days: {mon: 08:00-18:00}, closed: 2026-12-24, otherHours: {2026-12-24: 08:00-12:00}} ! 1:87 a.otherHours.2026-12-24: 2026-12-24 is here twice (a date is either closed or has other hours, once)
            a: {zone: UTC, day: {mon: 08:00-18:00}, otherHours: {2026-12-24: 08:00-12:00}} ! 1:16 a.day: unknown key 'day' (did you mean 'days'?)
            A b: {zone: UTC, days: {mon: 08:00-18:00}}                             ! 1:6 A b: 'A b' is no calendar name (small letters, digits and single dashes: business-hours)
            always: {zone: UTC, days: {mon: 08:00-18:00}}                          ! 1:9 always: no calendar can be called 'always' (it is what a rule says that wants none)
            a: 08:00-18:00                                                         ! 1:4 a: expected a mapping (key: value); found '08:00-18:00'
            [a, b]                                                                 ! 1:1: expected calendars (name: {zone: ..., days: ...})
            """)
    void whatIsWrongIsSaidWithItsPlace(String text, String problem) {
        assertThat(HoursReader.parse("calendars.yml", text).problems())
                .singleElement()
                .extracting(Problem::inWords)
                .isEqualTo("calendars.yml:" + problem);
    }

    @Test
    void aRuleKeepsToACalendar() throws IOException {
        calendars(OFFICE);
        rule("");
        problems();
        String before = book.current().rules().getFirst().version();

        rule("during: office\n");
        assertThat(problems()).isEmpty();
        assertThat(schedule("a")).isEqualTo("every 1m during office");
        assertThat(book.current().rules().getFirst().version())
                .as("when it is asked is no part of what is asked")
                .isEqualTo(before);

        rule("except: office\n");
        assertThat(problems()).isEmpty();
        assertThat(schedule("a")).isEqualTo("every 1m except office");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            during: offic                     ! a.yml:6:9 during: there is no calendar 'offic' (did you mean 'office'?)
            except: holidays                  ! a.yml:6:9 except: there is no calendar 'holidays' (known: office)
            except: always                    ! a.yml:6:9 except: there is no calendar 'always' (known: office)
            during: broken                    ! a.yml:6:9 during: the calendar 'broken' cannot be read (see calendars.yml:2)
            during: [office]                  ! a.yml:6:9 during: expected a text; found a list
            """)
    void aCalendarThatIsNotThereIsAnError(String line, String problem) throws IOException {
        calendars(OFFICE + "broken: {zone: UTC}\n");
        rule(line + "\n");

        assertThat(problems()).containsExactly(problem);
        assertThat(book.current().broken()).containsExactly("a");
    }

    @Test
    void bothAtOnceAreAnError() throws IOException {
        calendars(OFFICE);
        rule("during: office\nexcept: office\n");

        assertThat(problems())
                .containsExactly("a.yml:6:9 during: both during and except are set"
                        + " (keep one: dates that are closed belong into the calendar)");
    }

    @Test
    void aFolderGivesItsCalendarToTheRulesThatSayNothing() throws IOException {
        calendars(OFFICE);
        Files.writeString(config.resolve("rules/night/_defaults.yml"), "except: office\n");
        for (String name : List.of("folder", "own", "none")) {
            Files.writeString(
                    config.resolve("rules/night/" + name + ".yml"),
                    RULE.replace("rule: a", "rule: " + name)
                            + switch (name) {
                                case "own" -> "during: office\n";
                                case "none" -> "during: always\n";
                                default -> "";
                            });
        }

        assertThat(problems()).isEmpty();
        assertThat(schedule("folder")).isEqualTo("every 1m except office");
        assertThat(schedule("own")).isEqualTo("every 1m during office");
        assertThat(schedule("none")).isEqualTo("every 1m");
    }

    @Test
    void anotherCalendarIsInForceOnceItsFileIsAtRest() throws IOException {
        calendars(OFFICE);
        rule("during: office\n");
        book.readAgain(TwoLooks.next());
        Rule before = book.current().rules().getFirst();

        calendars(OFFICE.replace("18:00", "20:00"));

        assertThat(book.readAgain(TwoLooks.next())).as("it may be half written").isFalse();
        assertThat(book.readAgain(TwoLooks.next())).isTrue();
        Rule after = book.current().rules().getFirst();
        assertThat(after.schedule()).isNotEqualTo(before.schedule());
        assertThat(after.version()).isEqualTo(before.version());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            office: {zone: UTC, days: {mon: 8}}   ! office        ! 'office' stays as it was, others are read
            office: [                             ! calendars.yml ! no YAML: all stay as they were
            """)
    void whatWasLastGoodStaysInForceAndIsSaidToBeBroken(String bad, String broken, String why) throws IOException {
        calendars(OFFICE);
        rule("during: office\n");
        problems();
        Schedule before = book.current().rules().getFirst().schedule();

        calendars(bad);

        assertThat(problems()).as(why).isEmpty();
        assertThat(book.current().rules().getFirst().schedule()).as(why).isEqualTo(before);
        assertThat(book.references().calendars().broken()).containsExactly(broken);
        assertThat(calendarProblems()).isNotEmpty();

        calendars(OFFICE);
        problems();
        assertThat(calendarProblems()).isEmpty();
    }

    @Test
    void aRuleWhoseCalendarIsTakenAwayGoesOnAndIsBroken() throws IOException {
        calendars(OFFICE);
        rule("during: office\n");
        problems();

        Files.delete(config.resolve("calendars.yml"));

        assertThat(problems())
                .containsExactly(
                        "a.yml:6:9 during: there is no calendar 'office' (there is none: write it into calendars.yml)");
        assertThat(schedule("a")).isEqualTo("every 1m during office");
        assertThat(book.current().broken()).containsExactly("a");
    }
}
