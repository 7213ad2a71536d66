package dev.tocsin.launcher.letters;

import picocli.CommandLine.Command;

/** All about dead letters. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Shows records that could not be decoded or indexed, and sends them in once more.",
            "They are kept for a week. Needs a token if the ingest service has one: TOCSIN_TOKEN, or TOCSIN_TOKEN_FILE; of an"
                    + " editor to look, of an admin to replay and drop.",
            ""
        },
        subcommands = {ListLetters.class, ShowLetter.class, ReplayLetters.class, DropLetters.class})
public final class DeadLettersCommand {}
