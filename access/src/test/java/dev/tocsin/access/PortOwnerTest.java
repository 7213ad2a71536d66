package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PortOwnerTest {
    private static final String US = "PID " + ProcessHandle.current().pid() + " (java)";

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void isFoundWhateverFilesItsProcessOpensAndClosesMeanwhile() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread busy = Thread.ofPlatform().start(() -> openAndClose(isOver));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 50; i++) {
                assertThat(PortOwner.of(socket.getLocalPort())).isEqualTo(US);
            }
        } finally {
            isOver.set(true);
            busy.join();
        }
    }

    private void openAndClose(AtomicBoolean isOver) {
        try {
            while (!isOver.get()) {
                List<OutputStream> open = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    open.add(Files.newOutputStream(folder.resolve("f" + i)));
                }
                for (OutputStream file : open) {
                    file.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyWhatListensOwnsAPortInTheTableOfTheKernel() {
        // given
        List<String> table = List.of(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:1432 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100",
                "   1: 0100007F:1432 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20",
                "   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100");

        // then
        assertThat(PortOwner.listeners(table, 0x1432)).containsExactly("socket:[4711]");
        assertThat(PortOwner.listeners(table, 0x432)).isEmpty();
    }
}
