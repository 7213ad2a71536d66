package dev.tocsin.alert;

import java.io.IOException;
import java.io.InputStream;

/** Ends the service in good order when whoever started it is gone: its end of our standard input is closed then. */
final class ParentPipe {
    private ParentPipe() {}

    static void watch(InputStream pipe, Runnable end) {
        Thread.ofPlatform().daemon().name("parent-pipe").start(() -> {
            try {
                byte[] ignored = new byte[64];
                while (pipe.read(ignored) >= 0) {
                    // Only the end of the stream says anything.
                    continue;
                }
            } catch (IOException e) {
                // A broken pipe is an end as well.
                end.run();
                return;
            }
            end.run();
        });
    }
}
