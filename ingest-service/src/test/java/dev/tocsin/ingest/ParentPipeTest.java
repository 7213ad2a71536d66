package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentPipeTest {
    @Test
    void endsTheServiceWhenThePipeIsClosedAndNotBefore() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (PipedOutputStream parent = new PipedOutputStream()) {
            ParentPipe.watch(new PipedInputStream(parent), ended::countDown);
            parent.write('x');
            parent.flush();

            assertThat(ended.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
