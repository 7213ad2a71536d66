package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PagedTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    private static JsonObject window(int minute) {
        return Json.createObjectBuilder()
                .add("@timestamp", TEN.plusSeconds(60L * minute).toString())
                .build();
    }

    private static List<JsonObject> windows(Integer... minutes) {
        return Arrays.stream(minutes).map(PagedTest::window).toList();
    }

    @Test
    void whatFitsHasNoNext() {
        assertThat(Paged.of(List.of("a", "b"), 2, one -> one).next()).isNull();
    }

    @Test
    void theLastOneShownIsWhereItGoesOn() {
        Paged<String> page = Paged.of(List.of("a", "b", "c"), 2, one -> one);

        assertThat(page.items()).containsExactly("a", "b");
        assertThat(page.next()).isEqualTo("b");
    }

    @Test
    void theRecordsOfOneWindowAreNotTorn() {
        Paged<JsonObject> page = RulesController.pageOf(windows(9, 8, 8, 8), 3);

        assertThat(page.items()).isEqualTo(windows(9));
        assertThat(page.next()).isEqualTo(TEN.plusSeconds(480).plusMillis(1).toString());
    }

    @Test
    void allPagesTogetherAreTheWholeHistory() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<JsonObject> all = new ArrayList<>();
            for (int minute = 30; minute > 0; minute--) {
                for (int records = random.nextInt(3); records > 0; records--) {
                    all.add(window(minute));
                }
            }
            int most = 2 + random.nextInt(6);

            List<JsonObject> seen = new ArrayList<>();
            Instant until = TEN.plusSeconds(60 * 60);
            for (String next = until.toString(); next != null; ) {
                Instant before = Instant.parse(next);
                Paged<JsonObject> page = RulesController.pageOf(
                        all.stream()
                                .filter(one -> Instant.parse(one.getString("@timestamp"))
                                        .isBefore(before))
                                .limit(most + 1L)
                                .toList(),
                        most);
                seen.addAll(page.items());
                next = page.next();
            }
            assertThat(seen).as("seed %d", seed).isEqualTo(all);
        }
    }
}
