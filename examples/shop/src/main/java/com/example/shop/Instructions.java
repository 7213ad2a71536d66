package com.example.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What whoever started the shop says on its stdin. The end of stdin means that nobody is there any more: close. */
final class Instructions {
    enum Instruction {
        NEXT,
        CLOSE
    }

    private final BlockingQueue<Instruction> said = new LinkedBlockingQueue<>(16);

    static Instructions readFrom(InputStream stdin) {
        Instructions instructions = new Instructions();
        Thread.ofPlatform().daemon().name("instructions").start(() -> instructions.listen(stdin));
        return instructions;
    }

    /** @return null if nothing was said within {@code patience} */
    @Nullable
    Instruction within(Duration patience) throws InterruptedException {
        return said.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void listen(InputStream stdin) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.strip().equals("next") && !said.offer(Instruction.NEXT)) {
                    return;
                }
            }
        } catch (IOException e) {
            // A broken stdin is as good as its end.
        }
        said.clear();
        said.add(Instruction.CLOSE);
    }
}
