package dev.tocsin.alert;

import dev.tocsin.settings.Within;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the engine runs: {@code tocsin.engine} in engine.yml.
 *
 * @param config folder with engine.yml, rules, channels.yml and routes.yml
 * @param delay how long after its end a window is looked at, for rules with {@code delay: auto}
 * @param catchUp how far back windows are evaluated after a pause
 * @param chunk most windows of one rule in one transaction
 * @param lease how long a rule is this engine's without a renewal
 * @param look longest time between two looks at cursors and rule files
 * @param stall how long the cycle may take for a step before it counts as hanging and loses its leases
 * @param errorAfter how long a rule has to be failing before {@code onError: alert} pages
 * @param settle how long windows wait after an outage of Elasticsearch for the events that it held up
 * @param historyDays how long the history is kept
 * @param token what writes have to bring; needed to listen on anything but the loopback address
 * @param outgoing where messages may go
 * @param tls of the API and the management port
 * @param heartbeat a synthetic event that goes the whole way
 */
@ConfigurationProperties(prefix = "tocsin.engine", ignoreUnknownFields = false)
public record EngineSettings(
        Path config,

        @DefaultValue("15s") @Within(least = "0s", most = "1d")
        Duration delay,

        @DefaultValue("24h") @Within(least = "0s") Duration catchUp,

        @DefaultValue("60") @Within(least = "1", most = "10000")
        int chunk,

        @DefaultValue("15s") @Within(least = "1s", most = "1h")
        Duration lease,

        @DefaultValue("5s") @Within(least = "100ms", most = "1h")
        Duration look,

        @DefaultValue("15m") @Within(least = "1s") Duration stall,
        @DefaultValue("2m") @Within(least = "0s") Duration errorAfter,

        @DefaultValue("15s") @Within(least = "0s", most = "1h")
        Duration settle,

        @DefaultValue("90") @Within(least = "1") int historyDays,
        @Nullable String token,
        @DefaultValue Outgoing outgoing,
        @DefaultValue Tls tls,
        @DefaultValue Heartbeat heartbeat) {
    /**
     * A synthetic event that goes the whole way.
     *
     * @param every between two
     * @param ingest address of the ingest service; empty for no heartbeat
     * @param token for the ingest service
     * @param url is called when one came through; empty for none
     */
    public record Heartbeat(
            @DefaultValue("1m") @Within(least = "10s", most = "1h")
            Duration every,

            @DefaultValue("") String ingest,
            @Nullable String token,
            @DefaultValue("") String url) {
        /** Never shows the token, nor the URL, which is one. */
        @Override
        public String toString() {
            return "Heartbeat every " + every;
        }
    }

    /**
     * Where messages may go.
     *
     * @param allow hosts, addresses and networks around this machine that may be posted to, see {@code OutgoingRule}
     */
    public record Outgoing(@DefaultValue({}) List<String> allow) {}

    /**
     * Files in PEM, see {@code TlsFiles}; empty texts for none.
     *
     * @param management whether the management port speaks TLS too
     */
    public record Tls(
            @DefaultValue("") String certificate,
            @DefaultValue("") String key,
            @DefaultValue("") String clientCa,
            @DefaultValue("false") boolean management) {}

    CycleSettings cycle() {
        return new CycleSettings(catchUp, chunk, errorAfter, settle);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "EngineSettings of " + config;
    }
}
