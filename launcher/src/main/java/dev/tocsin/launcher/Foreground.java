package dev.tocsin.launcher;

import dev.tocsin.launcher.terminal.Terminal;
import java.util.concurrent.Callable;

/** Runs something with a house that is closed when it is over and when Ctrl-C or TERM comes first. */
final class Foreground {
    private Foreground() {}

    /** Returns what {@code work} returns, after the house is closed. Does not return when the JVM is going down. */
    static int run(House house, Terminal terminal, Callable<Integer> work) throws Exception {
        Thread hook = new Thread(
                () -> {
                    terminal.line("");
                    terminal.line("Stopping ...");
                    house.close();
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        int code;
        try {
            code = work.call();
        } catch (Exception e) {
            if (house.isClosing()) {
                // The hook is closing the house: what fails meanwhile fails because of that.
                hook.join();
                return 130;
            }
            house.close();
            throw e;
        }
        house.close();
        forget(hook);
        return code;
    }

    private static void forget(Thread hook) throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            hook.join(); // going down already
        }
    }
}
