package dev.tocsin.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compose file, settings and Dockerfiles fit the repository, as far as can be said without a Docker engine; and each
 * rule is shown something that breaks it.
 */
class DockerDoorTest {
    private static final String COMPOSE = "docker-compose.yml";

    @Test
    void everythingFits() {
        assertThat(complaints(Repository.asItIs())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kibana/kibana:9.5.3              | kibana/kibana:9.4.0                | the build has 9.5.3
            postgres:18.6                    | postgres:latest                    | the build has 18.6
            tocsin/shop:0.1.0-SNAPSHOT       | tocsin/shop:1.0                    | the build has 0.1.0-SNAPSHOT
            ${TOCSIN_KIBANA_PORT:-5601}      | ${TOCSIN_KIBANA_PORT}              | has no default
            ${TOCSIN_KIBANA_MEMORY:-1500m}   | ${TOCSIN_KIBANA_MEMORY:-1g}        | TOCSIN_KIBANA_MEMORY is 1500m in .env.example and 1g
            ${TOCSIN_KIBANA_MEMORY:-1500m}   | ${KIBANA_MEMORY:-1500m}            | KIBANA_MEMORY is not in .env.example
            ${TOCSIN_KIBANA_MEMORY:-1500m}   | 1500m                              | TOCSIN_KIBANA_MEMORY of .env.example is used nowhere
            127.0.0.1:${TOCSIN_HTTP_PORT     | ${TOCSIN_HTTP_PORT                 | is not of the form 127.0.0.1
            127.0.0.1:${TOCSIN_HTTP_PORT     | 0.0.0.0:${TOCSIN_HTTP_PORT         | is not of the form 127.0.0.1
            :-8481}:8481                     | :-8481}:8482                       | the door has 8481
            127.0.0.1:${TOCSIN_HTTP_PORT:-8481}:8481 | 127.0.0.1:${TOCSIN_OTLP_GRPC_PORT:-4317}:4317 | TOCSIN_OTLP_GRPC_PORT is published by docker-compose.yml
            :5514/udp                        | :5514                              | syslog is not published for UDP
            :-5514}:5514/udp                 | :-5514}:5515/udp                   | the door has 5514
            TOCSIN_TCP_ADDRESS: 0.0.0.0      | TOCSIN_TCP_ADRESS: 0.0.0.0         | ingest-service does not read TOCSIN_TCP_ADRESS
            TOCSIN_DB_USER: tocsin           | TOCSIN_DB_NAME: tocsin             | alert-engine does not read TOCSIN_DB_NAME
            TOCSIN_DESTINATIONS              | TOCSIN_DESTINATION                 | shop does not read TOCSIN_DESTINATION
            TOCSIN_KIBANA_FETCH_URL:         | TOCSIN_KIBANA_FETCH:               | alert-engine does not read TOCSIN_KIBANA_FETCH
            TOCSIN_KIBANA_FETCH_URL:         | TOCSIN_KIBANA_FETCH:               | alert-engine fetches from where people reach Kibana
            TOCSIN_KIBANA_FETCH_URL: http://kibana | TOCSIN_KIBANA_FETCH_URL: http://127.0.0.1 | TOCSIN_KIBANA_FETCH_URL of alert-engine is at no service
            //postgres:                      | //postgresql:                      | TOCSIN_DB_URL of alert-engine is at no service
            POSTGRES_DB: tocsin              | POSTGRES_DATABASE: tocsin          | postgres does not read POSTGRES_DATABASE
            TOCSIN_TOKEN_FILE: /run/secrets/tocsin/token | TOCSIN_TOKEN: abc      | ingest-service gets the secret TOCSIN_TOKEN
            /run/secrets/tocsin/token        | /etc/token                         | is not among its secrets
            /run/secrets/tocsin/db-password  | /run/secrets/tocsin/db-passwort    | names a file that nobody makes
            ./docker/setup.sh:               | ./docker/set-up.sh:                | mounts docker/set-up.sh, which is not in the repository
            ./index-templates:/index-templates:ro | ./index-templates:/index-templates | may write to index-templates
            - ingest-data:/var               | - ingest:/var                      | mounts ingest, which is not declared
            secrets-engine:/run/secrets/tocsin:ro | secrets-engine:/run/secrets/tocsin | mounts secrets-engine as writable
            'cap_drop: [ALL]'                | 'cap_drop: [NET_RAW]'              | keeps capabilities
            no-new-privileges:true           | seccomp:unconfined                 | may gain privileges
            read_only: true                  | read_only: false                   | is not read-only
            network_mode: none               | network_mode: host                 | is in the network of the host
            user: "999:999"                  | user: "0:0"                        | postgres runs as root
            restart: unless-stopped          | restart: sometimes                 | has no restart policy
            postgres: {condition: service_healthy} | database: {condition: service_healthy} | waits for database, which is no service
            setup: {condition: service_completed_successfully} | setup: {condition: service_healthy} | waits for the health of setup
            setup: {condition: service_completed_successfully} | kibana: {condition: service_completed_successfully} | waits for the end of kibana, which never ends
            setup: {condition: service_completed_successfully} | fake-slack: {condition: service_healthy} | waits for the health of fake-slack
            kibana: {condition: service_healthy}               | kibana-import: {condition: service_healthy} | kibana-import waits for itself
            'profiles: [demo]'               | 'profiles: [all]'                  | is in the wrong profile
            'profiles: [cli]'                | 'profiles: [demo]'                 | tocsin is in the wrong profile
            launcher/Dockerfile              | ingest-service/Dockerfile          | tocsin is built from ingest-service/Dockerfile
            TOCSIN_ENGINE_URL:               | TOCSIN_ENGINE:                     | tocsin does not read TOCSIN_ENGINE
            http://alert-engine:             | http://engine:                     | TOCSIN_ENGINE_URL of tocsin is at no service
            KIBANA_API_KEY_FILE:             | KIBANA_KEY_FILE:                   | alert-engine does not read KIBANA_KEY_FILE
            /run/secrets/tocsin/kibana-api-key | /run/secrets/tocsin/kibana-key   | KIBANA_API_KEY_FILE of alert-engine names a file that nobody makes
            dockerfile: examples/shop/Dockerfile | dockerfile: shop/Dockerfile    | is built from shop/Dockerfile, which is not there
            """)
    void aComposeFileThatDoesNotFitIsFound(String text, String by, String complaint) {
        assertThat(ComposeRules.complaintsAbout(Repository.asItIs().with(COMPOSE, text, by)))
                .anySatisfy(found -> assertThat(found).contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .env.example    | TOCSIN_HTTP_PORT=8481 | TOCSIN_HTTP_PORT=8482 | TOCSIN_HTTP_PORT is 8482
            .env.example    | TOCSIN_HTTP_PORT=8481 | # nothing             | TOCSIN_HTTP_PORT is not in .env.example
            .env.example    | SLACK_WEBHOOK_URL=    | SLACK_WEBHOOK_URL=https://hooks.example.com/x | has a secret in it
            docker/demo.env | TOCSIN_CONFIG=        | TOCSIN_CONF=          | TOCSIN_CONF of docker/demo.env is used nowhere
            docker/secrets.sh | secret ingest/token | secret ingest/tokens  | TOCSIN_TOKEN_FILE
            docker/setup.sh | ingest/elasticsearch-api-key | ingest/api-key  | ELASTICSEARCH_API_KEY_FILE of ingest-service names a file that nobody makes
            docker/otlp.yml | ${TOCSIN_OTLP_GRPC_PORT:-4317}:4317 | ${TOCSIN_HTTP_PORT:-8481}:8481 | TOCSIN_OTLP_GRPC_PORT is not published
            docker/otlp.yml | :-4318}:4318          | :-4318}:4317          | the door has 4318
            docker/otlp.yml | TOCSIN_OTLP_GRPC:     | TOCSIN_OTLP:          | ingest-service does not read TOCSIN_OTLP
            docker/otlp.yml | ingest-service:       | ingest:               | docker/otlp.yml has more for ingest
            docker/otlp.yml | ports:                | image:                | docker/otlp.yml has more for ingest-service
            .env.example    | =docker-compose.yml:docker/otlp.yml | =otlp.yml | .env.example does not name docker/otlp.yml
            pom.xml         | <elasticsearch.version>9.5.3< | <elasticsearch.version>9.5.4< | the build has 9.5.4
            pom.xml         | <packaging>pom | <x>1</x> <packaging>pom | runs the image tocsin/
            """)
    void settingsThatDoNotFitAreFound(String file, String text, String by, String complaint) {
        assertThat(ComposeRules.complaintsAbout(Repository.asItIs().with(file, text, by)))
                .anySatisfy(found -> assertThat(found).contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            25.0.3_9-jre-noble       | latest                    | not from a pinned Java 25
            25.0.3_9-jdk-noble       | 24.0.2_12-jdk-noble       | not from a pinned Java 25
            25.0.3_9-jre-noble       | 25.0.3_9-jdk-noble        | runs on more than a Java runtime
            COPY docker/health.sh    | COPY docker/healthy.sh    | which is not there
            COPY docker/health.sh    | COPY docker/setup.sh      | which .dockerignore keeps out
            target/ingest-service-*  | target/ingest-*           | the build makes ingest-service-VERSION-app.jar
            -pl ingest-service,      | -pl                       | does not build ingest-service
            USER 10001:10001         | USER tocsin               | runs as tocsin
            USER 10001:10001         | USER 0:0                  | runs as 0:0
            ENTRYPOINT ["java",      | ENTRYPOINT ["sh", "java", | does not start Java as its first process
            -XX:MaxRAMPercentage=50  | -Xmx512m                  | does not follow the container
            ENV TOCSIN_CONFIG        | ENV TOCSIN_TOKEN          | has a secret in a layer
            "9481"                   | "8481"                    | asks port 8481, health is elsewhere
            /actuator/health/readiness | /actuator/health/ready  | which is no health group
            EXPOSE 4317 4318 5170    | EXPOSE 4317 4318              | does not name port 5170
            -DskipTests              | -DskipITs                 | the build stages differ
            HEALTHCHECK --interval=10s | HEALTHCHECK -i 10s      | has a health check of another form
            """)
    void aDockerfileThatDoesNotFitIsFound(String text, String by, String complaint) {
        assertThat(DockerfileRules.complaintsAbout(Repository.asItIs().with("ingest-service/Dockerfile", text, by)))
                .anySatisfy(found -> assertThat(found).contains(complaint));
    }

    /** A tag can be moved to other code; a commit cannot. */
    @Test
    void workflowsRunActionsOfOneCommitAndSayItsVersion() throws IOException {
        try (Stream<Path> workflows = Files.list(Path.of("..", ".github", "workflows"))) {
            assertThat(workflows)
                    .isNotEmpty()
                    .allSatisfy(workflow -> assertThat(Repository.findAllIn(Files.readString(workflow), "uses: *(.*)"))
                            .as(workflow.toString())
                            .isNotEmpty()
                            .allMatch(action -> action.matches("[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+")));
        }
    }

    @Test
    void theContinuousIntegrationRunsWhatIsThereWithWhatIsPinned() {
        Repository repository = Repository.asItIs();
        String workflow = ".github/workflows/ci.yml";

        assertThat(repository.findAll(workflow, "run: (\\.ci/\\S+)"))
                .containsExactly(".ci/compose", ".ci/run")
                .allMatch(repository::has);
        assertThat(repository.findAll(workflow, "java-version: \"(\\d+)\""))
                .containsExactly(repository.find("pom.xml", "<maven.compiler.release>(\\d+)<"));
    }

    /** To everybody else it is the engine, so it must not be less guarded, and takes no door. */
    @Test
    void theCommandLineHasTheEnginesSecretsAndNoPort() {
        String service = Repository.asItIs().find(COMPOSE, "(?s)\n  tocsin:\n(.*?)\n\n");

        assertThat(service).contains("- secrets-engine:/run/secrets/tocsin:ro").doesNotContain("ports:", "depends_on:");
    }

    @Test
    void theDemonstrationSendsToWhereTheSlackShapedReceiverListens() {
        Repository repository = Repository.asItIs();
        String server = "examples/fake-slack/src/main/java/dev/tocsin/fakeslack/FakeSlackServer.java";

        assertThat(repository.find(
                        "docker/demo.env", "SLACK_WEBHOOK_URL=http://127.0.0.1:(\\d+)/services/\\w+/\\w+/alerts"))
                .isNotEmpty()
                .isEqualTo(repository.find(server, "DEFAULT_PORT = (\\d+);"));
    }

    private static List<String> complaints(Repository repository) {
        List<String> all = new java.util.ArrayList<>(ComposeRules.complaintsAbout(repository));
        all.addAll(DockerfileRules.complaintsAbout(repository));
        return all;
    }
}
