package dev.tocsin.launcher.alerts;

import picocli.CommandLine.Command;

/** All about alerts. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists the alerts of a running engine, and takes them in hand.",
        subcommands = {ListAlerts.class, AckAlert.class, UnackAlert.class})
public final class AlertsCommand {}
