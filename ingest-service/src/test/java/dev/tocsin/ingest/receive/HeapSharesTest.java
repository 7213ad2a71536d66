package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapSharesTest {
    private static final long MB = 1_024 * 1_024;

    @ParameterizedTest
    @ValueSource(longs = {247, 256, 371, 460, 495, 512, 1_024, 8_192})
    void whatIsDerivedFitsIntoAnyUsualHeap(long megabytes) {
        HeapShares heap = new HeapShares(megabytes * MB);

        assertThatCode(() -> require(heap, heap.events(), heap.heldAside())).doesNotThrowAnyException();
    }

    @Test
    void theDoorsPartsAreLessThanHalf() {
        HeapShares heap = new HeapShares(512 * MB);

        assertThat(heap.events() + heap.lines() + heap.decodingBodies() + heap.decodingLines())
                .isLessThan(256 * MB);
        assertThat(heap.heldAside()).isLessThan(52 * MB);
    }

    @Test
    void settingsThatDoNotFitAreRefusedWithWhatToDo() {
        HeapShares heap = new HeapShares(512 * MB);

        assertThatThrownBy(() -> require(heap, 256 * MB, 64 * MB))
                .isInstanceOf(CannotOpenDoor.class)
                .hasMessageContaining("heap of 512 MB")
                .hasMessageContaining("-Xmx")
                .hasMessageContaining("tocsin.ingest.memory (256 MB)");
        assertThatThrownBy(() -> require(heap, 20 * MB, 64 * MB))
                .isInstanceOf(CannotOpenDoor.class)
                .hasMessageContaining("http.max-body (16 MB) does not fit into tocsin.ingest.memory (20 MB)");
        assertThatThrownBy(() -> require(new HeapShares(96 * MB), 48 * MB, 8 * MB))
                .isInstanceOf(CannotOpenDoor.class);
    }

    @ParameterizedTest
    @CsvSource({"96, 3", "247, 3", "480, 3", "512, 4", "768, 6", "1024, 8", "65536, 8"})
    void asManyBulksAreOnTheWayAsHaveRoom(long megabytes, int bulks) {
        HeapShares heap = new HeapShares(megabytes * MB);

        assertThat(heap.bulksOnTheWay(bulkBytes(heap))).isEqualTo(bulks);
    }

    private static int bulkBytes(HeapShares heap) {
        return (int) Math.min(5 * MB, heap.bulk());
    }

    private static void require(HeapShares heap, long events, long heldAside) {
        int bulkBytes = bulkBytes(heap);
        heap.require(
                events,
                heldAside,
                bulkBytes,
                heap.bulksOnTheWay(bulkBytes) + 1,
                HttpDoorSettings.DEFAULTS,
                TcpDoorSettings.DEFAULTS);
    }
}
