package dev.tocsin.launcher.rules;

import picocli.CommandLine.Command;

/** All about rules. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks rules before they are saved, and says what those do that run.",
        subcommands = {
            LintRules.class,
            TestRules.class,
            ListRules.class,
            ShowRule.class,
            PauseRule.class,
            ResumeRule.class
        })
public final class RulesCommand {}
