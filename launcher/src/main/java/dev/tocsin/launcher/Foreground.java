package dev.tocsin.launcher;

import dev.tocsin.launcher.terminal.Terminal;
import java.util.concurrent.Callable;

/** Runs something with a house that is closed when it is over and when Ctrl-C or TERM comes first. */
final class Foreground {
    private Foreground() {}

    /**
     * Returns what {@code work} returns, after the house is closed.
     *
     * @param first is done before that, however it comes to it
     * @param afterAbort is done after that if Ctrl-C or TERM came first
     */
    static int run(House house, Terminal terminal, Runnable first, Runnable afterAbort, Callable<Integer> work)
            throws Exception {
        Thread hook = new Thread(
                () -> {
                    terminal.line("");
                    terminal.line("Stopping ...");
                    first.run();
                    house.close();
                    afterAbort.run();
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
            first.run();
            house.close();
            forget(hook);
            throw e;
        }
        first.run();
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
