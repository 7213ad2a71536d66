package dev.tocsin.ingest;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.UnsupportedServer;
import dev.tocsin.elastic.template.TemplateChange;
import dev.tocsin.elastic.template.TemplateChange.Action;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.template.TemplatesRefused;
import dev.tocsin.ingest.index.Gate;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Elasticsearch is one that may be written to: a version that we know, with our templates in it. Without them it
 * would make streams with mappings of its own, and nothing puts those right afterwards; so events wait in the journal.
 * Once open it is asked again only where that may have changed: Elasticsearch was away, or a stream is to be made.
 */
public final class IndexingGate implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(IndexingGate.class);
    private static final Set<Action> MISSING = EnumSet.of(Action.CREATE, Action.FOREIGN);

    private final ElasticLink link;
    private boolean toldNotKnown;
    private volatile String waitsFor = "Elasticsearch was not asked yet";

    public IndexingGate(ElasticLink link) {
        this.link = link;
    }

    /** Why events wait in the journal; empty when they do not. */
    String waitsFor() {
        return waitsFor;
    }

    @Override
    public boolean isOpen() {
        return waitsFor.isEmpty() || isStillOpen();
    }

    @Override
    public synchronized boolean isStillOpen() {
        String now = look();
        if (!now.equals(waitsFor)) {
            if (now.isEmpty()) {
                LOG.info("Elasticsearch is ready for events");
            } else {
                LOG.atWarn().addKeyValue("reason", now).log("Events are kept in the journal and not indexed");
            }
        }
        waitsFor = now;
        return now.isEmpty();
    }

    private String look() {
        try {
            String version = link.probe().version();
            List<String> missing = new TemplateInstaller(link, version)
                    .plan().stream()
                            .filter(change -> MISSING.contains(change.action()))
                            .map(TemplateChange::object)
                            .toList();
            return missing.isEmpty()
                    ? ""
                    : String.join(", ", missing) + " of Tocsin are not in Elasticsearch: ./tocsin templates install";
        } catch (IOException e) {
            return "Elasticsearch does not answer: " + e.getMessage();
        } catch (UnsupportedServer e) {
            return String.valueOf(e.getMessage());
        } catch (TemplatesRefused e) {
            if (!e.isForbidden()) {
                return String.valueOf(e.getMessage());
            }
            // Who may write events need not be allowed to read templates; then nobody can know.
            if (!toldNotKnown) {
                toldNotKnown = true;
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("Whether the templates are installed is not known");
            }
            return "";
        } catch (RuntimeException e) {
            return "what answers in Elasticsearch's place was not understood: " + e.getMessage();
        }
    }
}
