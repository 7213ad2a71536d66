package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.Sentences;
import java.util.List;
import java.util.Optional;

/** What an e-mail is written on: as text or as HTML. Each neutralises what it is given, except for what says otherwise. */
interface Paper extends Sentences.Markup {
    void headline(String text);

    /** @param written by this paper's own {@link Sentences.Markup} */
    void sentence(String written);

    /** A text of the rule's author, with what events said filled in. */
    void paragraph(String text);

    /** Names and values, one a line. */
    void facts(List<Fact> facts);

    /** Lines of events, as they were logged. */
    void log(List<String> lines);

    /** Alerts in a table, each with what there is to say of it. */
    void table(List<Fact> rows);

    void remark(String text);

    /** Addresses that lead to pages on the web. */
    void links(Optional<String> kibana, Optional<String> runbook);

    String written();

    /** A name and what it is. */
    record Fact(String name, String value) {}
}
