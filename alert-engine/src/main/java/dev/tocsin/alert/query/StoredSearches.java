package dev.tocsin.alert.query;

import dev.tocsin.elastic.ElasticLink;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Sends a search that was written down, as it would have been sent. */
public final class StoredSearches {
    private final CombinedSearch search;

    public StoredSearches(ElasticLink link) {
        this.search = new CombinedSearch(link, CombinedSearch.ANSWER, CombinedSearch.SIGN_OF_LIFE);
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Hits(long hits) implements Outcome {}

        /** @param reason for people */
        record Undecided(String reason) implements Outcome {}
    }

    public Outcome ask(SentSearch stored) {
        AtomicReference<Outcome> outcome = new AtomicReference<>(new Outcome.Undecided(SearchReply.NO_ANSWER));
        search.send(
                List.of(new CombinedSearch.Search(List.of(stored.indices().split(",")), stored::body, true)),
                (_, reply) -> outcome.set(reply.problem()
                        .<Outcome>map(Outcome.Undecided::new)
                        .orElseGet(() -> new Outcome.Hits(reply.total()))),
                new RoundPatience());
        return outcome.get();
    }
}
