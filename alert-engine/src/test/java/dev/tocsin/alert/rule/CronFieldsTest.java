package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronFieldsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            * * * * *            | 0 * * * * ?
            */20 * * * *         | 0 0,20,40 * * * ?
            5,10-12 0 * * *      | 0 5,10,11,12 0 * * ?
            0 8 1 jan,MAR *      | 0 0 8 1 1,3 ?
            0 8 * * 0            | 0 0 8 ? * 1
            0 8 * * 7            | 0 0 8 ? * 1
            0 8 * * 5-7          | 0 0 8 ? * 1,6,7
            0 8 * * 0-7          | 0 0 8 * * ?
            0 8 * * MON-FRI      | 0 0 8 ? * 2,3,4,5,6
            0 8 * * */2          | 0 0 8 ? * 1,3,5,7
            0 8 1-31/10 * *      | 0 0 8 1,11,21,31 * ?
            """)
    void saysItAsQuartzDoes(String cron, String quartz) {
        assertThat(CronFields.parse(cron).quartz()).containsExactly(quartz);
    }

    @Test
    void bothDayFieldsMeanEither() {
        assertThat(CronFields.parse("30 6 1,15 * FRI").quartz()).isEqualTo(List.of("0 30 6 1,15 * ?", "0 30 6 ? * 6"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            0 0 * * * *      | has five fields
            60 * * * *       | '60' is no minute
            * 24 * * *       | '24' is no hour
            * * 0 * *        | '0' is no day of month
            * * * 13 *       | '13' is no month
            * * * * 8        | '8' is no weekday
            * * * * FRY      | 'FRY' is no weekday: it takes 0 to 7 or SUN to SAT
            5-2 * * * *      | '5-2' is no minute
            */0 * * * *      | '*/0' is no minute
            5/10 * * * *     | write a range before the step, such as 5-59/10
            1,,2 * * * *     | '' is no minute
            -1 * * * *       | '-1' is no minute
            * * L * *        | 'L' is no day of month
            * * */2 * MON    | list the days
            """)
    void refusesWhatIsNotCron(String cron, String reason) {
        assertThatThrownBy(() -> CronFields.parse(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
