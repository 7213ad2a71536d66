package dev.tocsin.ingest.index;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Looks whether bulks of which no answer came are still being worked on somewhere in the cluster. */
final class BulkTasks {
    private final Questions questions;

    BulkTasks(Questions questions) {
        this.questions = questions;
    }

    /**
     * A bulk with such a name that is still running on any node; empty if none is.
     *
     * @throws NotAnswered if some node did not answer: then it is not known
     */
    Optional<String> running(Predicate<String> name) throws NotAnswered {
        JsonNode answer = questions.get(
                "tasks",
                "/_tasks",
                Map.of(
                        "actions", "indices:data/write/bulk*",
                        "detailed", "true",
                        "group_by", "none",
                        "filter_path", "tasks.headers,tasks.action,node_failures,task_failures"));
        if (!answer.path("node_failures").isEmpty()
                || !answer.path("task_failures").isEmpty()) {
            throw new NotAnswered("tasks: some nodes did not answer");
        }
        return answer.path("tasks")
                .valueStream()
                .map(task -> task.path("headers").path("X-Opaque-Id").asString(""))
                .filter(name)
                .findFirst();
    }
}
