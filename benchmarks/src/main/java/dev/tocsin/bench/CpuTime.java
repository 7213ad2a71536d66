package dev.tocsin.bench;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.time.Duration;

/** How long processes have kept cores busy since they began, threads of the JVM's own among them. */
public final class CpuTime {
    private CpuTime() {}

    public static Duration of(LeashedProcess process) {
        return process.descendants().stream().map(CpuTime::of).reduce(Duration.ZERO, Duration::plus);
    }

    public static Duration ofThisProcess() {
        return of(ProcessHandle.current());
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
