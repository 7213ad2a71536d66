package dev.tocsin.launcher;

import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where everything is found, once it is up. */
final class AddressTable {
    private AddressTable() {}

    static List<String> of(House house, Duration took) {
        PartsList list = house.list();
        HouseOptions options = house.options();
        Table table = new Table();
        if (list.doors().contains(Door.TCP)) {
            table.row(
                    "logs over TCP",
                    "127.0.0.1:" + options.ports().of(Door.TCP),
                    "logback's LogstashTcpSocketAppender");
        }
        if (list.doors().contains(Door.TCP_TLS)) {
            table.row("logs over TLS", "127.0.0.1:" + options.ports().of(Door.TCP_TLS), "the same, with <ssl>");
        }
        if (list.doors().contains(Door.SYSLOG)) {
            table.row("syslog", "127.0.0.1:" + options.ports().of(Door.SYSLOG), "UDP and TCP");
        }
        if (list.doors().contains(Door.SYSLOG_TLS)) {
            table.row("syslog over TLS", "127.0.0.1:" + options.ports().of(Door.SYSLOG_TLS), "");
        }
        table.row("logs over HTTP", list.url(Door.HTTP), "POST /v1/events, /_bulk, /v1/logs");
        if (list.doors().contains(Door.OTLP_GRPC)) {
            table.row("logs by OTLP", "127.0.0.1:" + options.ports().of(Door.OTLP_GRPC), "gRPC");
        }
        if (list.doors().contains(Door.OTLP_HTTP)) {
            table.row("logs by OTLP", "127.0.0.1:" + options.ports().of(Door.OTLP_HTTP), "POST /v1/logs");
        }
        table.row("alert engine", list.url(Door.ENGINE), "")
                .row(
                        "Elasticsearch",
                        options.embedsElasticsearch()
                                ? list.url(Door.ELASTICSEARCH)
                                : list.elasticsearch().urls().getFirst().toString(),
                        options.embedsElasticsearch() ? "embedded" : "yours")
                .row(
                        "PostgreSQL",
                        options.embedsPostgres()
                                ? "127.0.0.1:" + options.ports().of(Door.POSTGRESQL)
                                : "TOCSIN_DB_URL",
                        options.embedsPostgres() ? "embedded" : "yours")
                .row("health", list.url(Door.INGEST_MANAGEMENT), "/actuator/health, .../prometheus")
                .row("", list.url(Door.ENGINE_MANAGEMENT), "");
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Tocsin is up after " + Terminal.seconds(took) + ". Ctrl-C stops it.");
        lines.addAll(table.lines());
        lines.add("  configuration   " + options.config());
        lines.add("  data, logs      " + options.data());
        lines.add("");
        return lines;
    }
}
