package dev.tocsin.launcher.rules;

import picocli.CommandLine.Command;

/** All about telling people. */
@Command(
        name = "notify",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tries a channel, and shows what a rule would send.",
        subcommands = {NotifyTest.class, NotifyPreview.class})
public final class NotifyCommand {}
