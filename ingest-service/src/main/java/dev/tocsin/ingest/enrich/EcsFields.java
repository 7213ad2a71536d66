package dev.tocsin.ingest.enrich;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one table of known fields: their types, and the other names that encoders and OpenTelemetry's conventions give them. What is not in it goes to
 * {@code labels} and {@code numeric_labels}. The index templates map exactly these fields, checked by a test.
 *
 * <p>Names and types follow the Elastic Common Schema, but for {@code log.origin.class} (the encoder's
 * {@code caller_class_name} has no place there), {@code log.source.address} (who brought it, as Filebeat calls it) and {@code
 * error.grouping_key}, which Elastic's APM calls so. In document order: fields of one object stand together, {@code event}
 * is last because {@code event.ingested} is spliced in at the document's end.
 */
public final class EcsFields {
    // path, type, one|many values, aliases in order of preference
    private static final String TABLE = """
            @timestamp                       date     one   timestamp time ts timeMillis datetime
            message                          text     one   msg
            tags                             keyword  many

            log.level                        keyword  one   level severity loglevel log_level lvl
            log.logger                       keyword  one   logger_name logger loggerName logger.name
            log.origin.class                 keyword  one   caller_class_name code.namespace
            log.origin.file.line             long     one   caller_line_number code.line.number code.lineno
            log.origin.file.name             keyword  one   caller_file_name code.file.path code.filepath
            log.origin.function              keyword  one   caller_method_name code.function.name code.function
            log.file.path                    keyword  one
            log.source.address               keyword  one
            log.syslog.appname               keyword  one
            log.syslog.facility.code         long     one
            log.syslog.facility.name         keyword  one
            log.syslog.hostname              keyword  one
            log.syslog.msgid                 keyword  one
            log.syslog.priority              long     one
            log.syslog.procid                keyword  one
            log.syslog.severity.code         long     one
            log.syslog.severity.name         keyword  one
            log.syslog.version               keyword  one

            error.code                       keyword  one
            error.grouping_key               keyword  one
            error.id                         keyword  one
            error.message                    text     one   exception.message
            error.stack_trace                text     one   stack_trace stackTrace exception exception.stacktrace
            error.type                       keyword  one   exception.type

            service.name                     keyword  one   service service_name serviceName spring.application.name application app application_name applicationName app_name appName
            service.version                  keyword  one   service_version serviceVersion app_version appVersion
            service.environment              keyword  one   deployment.environment.name deployment.environment environment env
            service.id                       keyword  one
            service.type                     keyword  one
            service.node.name                keyword  one   service.instance.id

            host.name                        keyword  one   HOSTNAME hostname host host_name
            host.hostname                    keyword  one
            host.id                          keyword  one
            host.ip                          ip       many
            host.architecture                keyword  one   host.arch
            host.os.family                   keyword  one
            host.os.name                     keyword  one   os.name
            host.os.version                  keyword  one   os.version

            process.pid                      long     one   pid
            process.name                     keyword  one   process.executable.name
            process.executable               keyword  one   process.executable.path
            process.command_line             keyword  one
            process.args                     keyword  many   process.command_args
            process.start                    date     one   process.creation.time
            process.thread.id                long     one   thread_id threadId thread.id
            process.thread.name              keyword  one   thread_name thread threadName thread.name

            trace.id                         keyword  one   trace_id traceId traceid X-B3-TraceId
            span.id                          keyword  one   span_id spanId spanid X-B3-SpanId
            transaction.id                   keyword  one
            parent.id                        keyword  one

            http.version                     keyword  one
            http.request.id                  keyword  one
            http.request.method              keyword  one   http.method
            http.request.mime_type           keyword  one
            http.request.referrer            keyword  one
            http.request.bytes               long     one   http.request.size
            http.request.body.bytes          long     one   http.request.body.size http.request_content_length
            http.response.status_code        long     one   http.status_code
            http.response.mime_type          keyword  one
            http.response.bytes              long     one   http.response.size
            http.response.body.bytes         long     one   http.response.body.size http.response_content_length

            url.original                     keyword  one   http.target
            url.full                         keyword  one   http.url
            url.scheme                       keyword  one   http.scheme
            url.domain                       keyword  one
            url.port                         long     one
            url.path                         keyword  one
            url.query                        keyword  one
            url.fragment                     keyword  one
            url.username                     keyword  one

            user_agent.original              keyword  one   http.user_agent
            user_agent.name                  keyword  one
            user_agent.version               keyword  one

            client.address                   keyword  one   http.client_ip
            client.domain                    keyword  one
            client.ip                        ip       many
            client.port                      long     one
            client.bytes                     long     one
            server.address                   keyword  one
            server.domain                    keyword  one
            server.ip                        ip       many
            server.port                      long     one
            server.bytes                     long     one
            source.address                   keyword  one
            source.domain                    keyword  one
            source.ip                        ip       many
            source.port                      long     one
            source.bytes                     long     one
            destination.address              keyword  one
            destination.domain               keyword  one
            destination.ip                   ip       many
            destination.port                 long     one
            destination.bytes                long     one
            network.protocol                 keyword  one   network.protocol.name
            network.transport                keyword  one
            network.bytes                    long     one

            user.id                          keyword  many   enduser.id
            user.name                        keyword  many
            user.full_name                   keyword  many
            user.email                       keyword  many
            user.domain                      keyword  many
            user.roles                       keyword  many

            organization.id                  keyword  one
            organization.name                keyword  one

            container.id                     keyword  one
            container.name                   keyword  one
            container.runtime                keyword  one   container.runtime.name
            container.image.name             keyword  one
            container.image.tag              keyword  many   container.image.tags

            orchestrator.cluster.name        keyword  one   k8s.cluster.name
            orchestrator.namespace           keyword  one
            kubernetes.namespace             keyword  one   k8s.namespace.name
            kubernetes.node.name             keyword  one   k8s.node.name
            kubernetes.pod.name              keyword  one   k8s.pod.name
            kubernetes.pod.uid               keyword  one   k8s.pod.uid
            kubernetes.pod.ip                ip       many   k8s.pod.ip
            kubernetes.container.name        keyword  one   k8s.container.name
            kubernetes.deployment.name       keyword  one   k8s.deployment.name

            cloud.provider                   keyword  one
            cloud.region                     keyword  one
            cloud.availability_zone          keyword  one
            cloud.account.id                 keyword  one
            cloud.instance.id                keyword  one
            cloud.instance.name              keyword  one
            cloud.machine.type               keyword  one

            agent.name                       keyword  one
            agent.type                       keyword  one
            agent.version                    keyword  one
            ecs.version                      keyword  one

            event.action                     keyword  one   event.name
            event.category                   keyword  many
            event.code                       keyword  one
            event.created                    date     one
            event.dataset                    keyword  one
            event.duration                   long     one
            event.end                        date     one
            event.id                         keyword  one   log.record.uid
            event.kind                       keyword  one
            event.module                     keyword  one
            event.original                   keyword  one   log.record.original
            event.outcome                    keyword  one
            event.provider                   keyword  one
            event.reason                     keyword  one
            event.reference                  keyword  one
            event.sequence                   long     one   sequence
            event.severity                   long     one
            event.start                      date     one
            event.timezone                   keyword  one
            event.type                       keyword  many
            event.url                        keyword  one
            """;

    /** All known fields in document order. */
    public static final List<EcsField> ALL = read();

    private static final Map<String, Match> MATCHES = matches();

    private EcsFields() {}

    /**
     * A name that was recognised.
     *
     * @param index of the field in {@link #ALL}
     * @param rank 0 for the field's own path, n for its n-th alias; the lower one wins
     * @param field the field
     */
    record Match(int index, int rank, EcsField field) {}

    /** The field that a name means; null for a label. */
    static @Nullable Match match(String name) {
        return MATCHES.get(name);
    }

    /** The path of the field that senders call by this name; empty for a label. */
    public static Optional<String> nameMeantBy(String name) {
        return Optional.ofNullable(match(name)).map(match -> match.field().path());
    }

    /** Throws {@link IllegalArgumentException} if the table has no such path. */
    public static int indexOf(String path) {
        Match match = MATCHES.get(path);
        if (match == null || match.rank() != 0) {
            throw new IllegalArgumentException("not in the table: " + path);
        }
        return match.index();
    }

    private static List<EcsField> read() {
        return TABLE.lines()
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.strip().split("\\s+")))
                .map(words -> new EcsField(
                        words.get(0),
                        FieldType.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
                        words.get(2).equals("one"),
                        words.subList(3, words.size())))
                .toList();
    }

    private static Map<String, Match> matches() {
        Map<String, Match> matches = new HashMap<>();
        for (int i = 0; i < ALL.size(); i++) {
            List<String> names = new ArrayList<>(List.of(ALL.get(i).path()));
            names.addAll(ALL.get(i).aliases());
            for (int rank = 0; rank < names.size(); rank++) {
                if (matches.put(names.get(rank), new Match(i, rank, ALL.get(i))) != null) {
                    throw new IllegalStateException("named twice: " + names.get(rank));
                }
            }
        }
        // Copied, it would divide by its size at each look-up.
        return Collections.unmodifiableMap(matches);
    }
}
