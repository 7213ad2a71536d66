package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.store.StoredNotices.Stored;
import org.junit.jupiter.api.Test;

final class StoredNoticesTest {
    private static final AlertNotice NOTICE = Notices.fired()
            .group("service.name", "checkout-api")
            .samples("one", "two")
            .severity(null)
            .value(null)
            .build();

    @Test
    void readsWhatItWrote() {
        assertThat(StoredNotices.read(StoredNotices.write(NOTICE))).isEqualTo(new Stored.Readable(NOTICE));
    }

    @Test
    void readsWhatAnOlderVersionWrote() {
        String older = StoredNotices.write(NOTICE).replace(",\"queryFilters\":\"[]\"", "");

        older = older.replace(",\"flapping\":null", "").replace(",\"differs\":[]", "");

        assertThat(older).doesNotContain("queryFilters", "flapping", "differs");
        assertThat(StoredNotices.read(older)).isEqualTo(new Stored.Readable(NOTICE));
    }

    @Test
    void readsWhetherItsAlertFlaps() {
        AlertNotice flapping = Notices.fired().flapping(new Flap(4, 20, true)).build();

        assertThat(StoredNotices.read(StoredNotices.write(flapping))).isEqualTo(new Stored.Readable(flapping));
    }

    @Test
    void readsWhatDiffers() {
        AlertNotice differing = Notices.fired().differs("host.name", "node-3").build();

        assertThat(StoredNotices.read(StoredNotices.write(differing))).isEqualTo(new Stored.Readable(differing));
    }

    @Test
    void neverThrowsWhateverItIsGiven() {
        String json = StoredNotices.write(NOTICE);

        for (int end = 0; end < json.length(); end++) {
            assertThat(StoredNotices.read(json.substring(0, end)))
                    .as("the first %d characters", end)
                    .isInstanceOf(Stored.Unreadable.class);
        }
    }

    @Test
    void showsNothingOfWhatEventsSaid() {
        String json = StoredNotices.write(NOTICE).replace("\"at\":\"", "\"at\":\"password=hunter2 ");

        assertThat(StoredNotices.read(json))
                .isInstanceOfSatisfying(
                        Stored.Unreadable.class,
                        stored -> assertThat(stored.reason())
                                .contains("samples.at")
                                .doesNotContain("hunter2"));
    }
}
