package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.JournaledEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredDocumentsTest {
    private static final String STREAM = "logs-shop-tocsin";
    private static final String DOCUMENT = "{\"message\":\"m\",\"event\":{\"kind\":\"event\"}}";

    private FakeElasticsearch server;
    private ElasticLink link;
    private StoredDocuments documents;
    private List<String> indices;

    @BeforeEach
    void start() throws IOException, NotAnswered {
        server = FakeElasticsearch.start();
        link = ElasticLink.open(ElasticSettings.of(server.url()));
        Questions questions = new Questions(link);
        documents = new StoredDocuments(new Presence(questions), IndexSettings.forNode("n1"));
        server.rollOver(STREAM);
        indices = new BackingIndices(questions).of(STREAM);
    }

    @AfterEach
    void stop() {
        link.close();
        server.close();
    }

    private Delivery delivery(String id) {
        return new Progress(0, Unwatched.INSTANCE)
                .opened(List.of(new JournaledEvent(
                        0, 100, new EventId(id), true, false, STREAM, DOCUMENT.getBytes(StandardCharsets.UTF_8), 0)))
                .getFirst();
    }

    private Map<Delivery, Found> compare(List<Delivery> deliveries) throws NotAnswered {
        Map<Delivery, Found> found = new HashMap<>();
        documents.compare(indices.getFirst(), deliveries, found);
        return found;
    }

    @Test
    void whatIsMuchLongerThanOursIsAnotherAndKeepsNothingFromBeingCompared() throws NotAnswered {
        server.put(STREAM, "same", DOCUMENT);
        server.put(STREAM, "other", DOCUMENT.replace("\"m\"", "\"n\""));
        for (int i = 0; i < 5; i++) {
            server.put(STREAM, "long-" + i, "{\"padding\":\"" + "x".repeat(100_000) + "\"}");
        }
        List<Delivery> deliveries = new ArrayList<>();
        for (String id : List.of("long-0", "same", "long-1", "long-2", "other", "long-3", "same", "absent", "long-4")) {
            deliveries.add(delivery(id));
        }

        Map<Delivery, Found> found = compare(deliveries);

        assertThat(deliveries)
                .extracting(found::get)
                .containsExactly(
                        Found.ANOTHER,
                        Found.OURS,
                        Found.ANOTHER,
                        Found.ANOTHER,
                        Found.ANOTHER,
                        Found.ANOTHER,
                        Found.OURS,
                        null,
                        Found.ANOTHER);
    }

    @Test
    void asksForMoreAtATimeAsLongAsItIsAnsweredAndForLessAfterwards() throws NotAnswered {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            server.put(STREAM, "same-" + i, DOCUMENT);
            deliveries.add(delivery("same-" + i));
        }

        assertThat(compare(deliveries)).hasSize(600).containsValue(Found.OURS);
        assertThat(server.lookUps).containsExactly(8, 16, 32, 64, 128, 200, 152);

        server.lookUps.clear();
        server.largestLookUp = 2_500;
        List<Delivery> some = deliveries.subList(0, 40);
        assertThatThrownBy(() -> compare(some)).isInstanceOf(NotAnswered.class);
        assertThat(compare(some)).hasSize(40);
        assertThat(server.lookUps).containsExactly(40, 20, 20);
    }
}
