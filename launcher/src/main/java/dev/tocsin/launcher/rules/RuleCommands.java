package dev.tocsin.launcher.rules;

import dev.tocsin.launcher.desk.Desk;
import java.util.Optional;

/** Makes the commands of this package, and hands them what they need. */
public final class RuleCommands {
    private RuleCommands() {}

    /** Empty if the command is none of ours. */
    public static Optional<Object> make(Class<?> type, Desk desk) {
        return Optional.ofNullable(
                switch (type.getSimpleName()) {
                    case "LintRules" -> new LintRules(desk);
                    case "TestRules" -> new TestRules(desk);
                    case "ListRules" -> new ListRules(desk);
                    case "ShowRule" -> new ShowRule(desk);
                    case "PauseRule" -> new PauseRule(desk);
                    case "ResumeRule" -> new ResumeRule(desk);
                    case "SchedulesCommand" -> new SchedulesCommand(desk);
                    case "ExplainCommand" -> new ExplainCommand(desk);
                    case "AuditCommand" -> new AuditCommand(desk);
                    case "NotifyTest" -> new NotifyTest(desk);
                    case "NotifyPreview" -> new NotifyPreview(desk);
                    default -> null;
                });
    }
}
