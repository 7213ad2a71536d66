package dev.tocsin.launcher.silences;

import picocli.CommandLine.Command;

/** All about silences. */
@Command(
        name = "silences",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps people from being told of alerts for a while.",
        subcommands = {ListSilences.class, ShowSilence.class, AddSilence.class, EndSilence.class})
public final class SilencesCommand {}
