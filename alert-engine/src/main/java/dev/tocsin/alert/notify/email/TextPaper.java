package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.HarmlessText;
import java.util.List;
import java.util.Optional;

/** Plain text. */
final class TextPaper implements Paper {
    private static final int LINE = 500;
    private static final int TEXT = 4_000;

    private final StringBuilder text = new StringBuilder();

    @Override
    public String strong(String word) {
        return word;
    }

    @Override
    public String code(String rule, int longest) {
        return HarmlessText.line(rule, longest);
    }

    @Override
    public String lines(String lines, int longest) {
        return HarmlessText.lines(lines, longest);
    }

    @Override
    public void headline(String headline) {
        block(HarmlessText.line(headline, LINE));
    }

    @Override
    public void sentence(String written) {
        block(written);
    }

    @Override
    public void paragraph(String words) {
        block(HarmlessText.lines(words, TEXT));
    }

    @Override
    public void facts(List<Fact> facts) {
        facts.forEach(fact -> text.append(HarmlessText.line(fact.name(), 100))
                .append(": ")
                .append(HarmlessText.line(fact.value(), LINE))
                .append('\n'));
        text.append('\n');
    }

    @Override
    public void log(List<String> lines) {
        lines.forEach(
                line -> text.append("  ").append(HarmlessText.line(line, LINE)).append('\n'));
        text.append('\n');
    }

    @Override
    public void table(List<Fact> rows) {
        rows.forEach(row -> text.append("- ")
                .append(HarmlessText.line(row.name(), 200))
                .append("  ")
                .append(HarmlessText.line(row.value(), LINE))
                .append('\n'));
        text.append('\n');
    }

    @Override
    public void remark(String remark) {
        block(HarmlessText.line(remark, LINE));
    }

    @Override
    public void links(Optional<String> kibana, Optional<String> runbook) {
        kibana.ifPresent(link -> text.append("Open in Kibana: ").append(link).append('\n'));
        runbook.ifPresent(link -> text.append("Runbook: ").append(link).append('\n'));
    }

    @Override
    public String written() {
        return text.toString().stripTrailing() + "\n";
    }

    private void block(String words) {
        if (!words.isEmpty()) {
            text.append(words).append("\n\n");
        }
    }
}
