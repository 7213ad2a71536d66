package dev.tocsin.bench;

import picocli.CommandLine.Option;

/** How much is measured, and how often, where Elasticsearch takes the events. */
final class MeasuredRounds {
    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "500000",
            description = "Events of one measurement. Default: ${DEFAULT-VALUE}")
    int events;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds; the median counts. Default: ${DEFAULT-VALUE}")
    int rounds;
}
