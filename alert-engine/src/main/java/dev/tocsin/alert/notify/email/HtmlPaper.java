package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.HarmlessText;
import java.util.List;
import java.util.Optional;

/** HTML without scripts, pictures and styles from elsewhere; every text is escaped for where it stands. */
final class HtmlPaper implements Paper {
    private static final int LINE = 500;
    private static final int TEXT = 4_000;

    private final StringBuilder html = new StringBuilder();

    @Override
    public String strong(String word) {
        return "<b>" + escaped(word) + "</b>";
    }

    @Override
    public String code(String rule, int longest) {
        return "<code>" + escaped(HarmlessText.line(rule, longest)) + "</code>";
    }

    @Override
    public String lines(String lines, int longest) {
        return broken(HarmlessText.lines(lines, longest));
    }

    @Override
    public void headline(String headline) {
        html.append("<h2>").append(line(headline)).append("</h2>\n");
    }

    @Override
    public void sentence(String written) {
        html.append("<p>").append(written).append("</p>\n");
    }

    @Override
    public void paragraph(String words) {
        html.append("<p>").append(lines(words, TEXT)).append("</p>\n");
    }

    @Override
    public void facts(List<Fact> facts) {
        rows(facts);
    }

    @Override
    public void log(List<String> lines) {
        html.append("<pre>");
        lines.forEach(line -> html.append(line(line)).append('\n'));
        html.append("</pre>\n");
    }

    @Override
    public void table(List<Fact> facts) {
        rows(facts);
    }

    private void rows(List<Fact> facts) {
        html.append("<table cellpadding=\"4\">\n");
        facts.forEach(fact -> html.append("<tr><td><b>")
                .append(line(fact.name()))
                .append("</b></td><td>")
                .append(line(fact.value()))
                .append("</td></tr>\n"));
        html.append("</table>\n");
    }

    @Override
    public void remark(String remark) {
        html.append("<p><i>").append(line(remark)).append("</i></p>\n");
    }

    @Override
    public void links(Optional<String> kibana, Optional<String> runbook) {
        kibana.ifPresent(link -> link("Open in Kibana", link));
        runbook.ifPresent(link -> link("Runbook", link));
    }

    private void link(String words, String address) {
        html.append("<p><a href=\"")
                .append(escaped(address))
                .append("\">")
                .append(words)
                .append("</a></p>\n");
    }

    @Override
    public String written() {
        return "<!DOCTYPE html>\n<html><body>\n" + html + "</body></html>\n";
    }

    private static String line(String text) {
        return escaped(HarmlessText.line(text, LINE));
    }

    private static String broken(String lines) {
        return escaped(lines).replace("\n", "<br>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
