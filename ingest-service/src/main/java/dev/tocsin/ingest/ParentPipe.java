package dev.tocsin.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Ends the service in good order when whoever started it is gone: its end of our standard input is closed then. */
final class ParentPipe {
    private ParentPipe() {}

    static void watch(InputStream pipe, Runnable end) {
        Thread.ofPlatform().daemon().name("parent-pipe").start(() -> {
            try {
                // What comes does not matter, only that no more comes.
                pipe.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // A broken pipe is an end as well.
            }
            end.run();
        });
    }
}
