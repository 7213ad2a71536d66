package dev.tocsin.alert.notify.http;

import dev.tocsin.alert.notify.OutgoingRefused;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.Answer.Answered;
import dev.tocsin.alert.notify.http.Answer.Lost;
import dev.tocsin.alert.notify.http.Answer.NotAllowed;
import dev.tocsin.alert.notify.http.Answer.NotSent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls one address and tells apart what certainly did not arrive, what was answered, and what nobody knows. Follows no
 * redirect and repeats nothing by itself, and connects only to addresses that the rule has looked at. Thread-safe.
 */
public final class OutgoingCall {
    private static final int LONGEST_ANSWER = 200;
    private static final int MOST_READ = 4_096;
    private static final int SHORTEST_SECRET = 4;
    private static final String PLAIN_BY_PROXY = "plain http does not go by a proxy: use https";

    private final OutgoingUrl url;
    private final Terms terms;
    private final List<String> secrets;

    /**
     * What holds for every call of a channel.
     *
     * @param timeout of a call as a whole
     * @param clock for dates in {@code Retry-After}
     */
    public record Terms(OutgoingRule outgoing, Duration timeout, InstantSource clock) {}

    public OutgoingCall(OutgoingUrl url, Terms terms) {
        this(url, terms, List.of());
    }

    /** @param secrets beside the address, never shown again where an answer repeats them */
    public OutgoingCall(OutgoingUrl url, Terms terms, List<String> secrets) {
        this.url = url;
        this.terms = terms;
        // The longest first: a secret may hold another, and what is left of it would be seen.
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The beginning of the answer, as one clean line. */
    public Answer post(OutgoingRequest what) {
        return post(what, this::beginningOf);
    }

    /**
     * For an answer that is read by a program: all of it, as it came but for what is secret.
     *
     * @param most bytes of it; what is longer is cut, and so is one that broke off
     */
    public Answer postForAll(OutgoingRequest what, int most) {
        return post(what, response -> wholeOf(response, most));
    }

    private Answer post(OutgoingRequest what, Function<ClassicHttpResponse, String> reading) {
        AtomicBoolean hasLeft = new AtomicBoolean();
        HttpPost request = new HttpPost(url.uri());
        what.headers().forEach(request::setHeader);
        byte[] body = what.body();
        request.setEntity(new EntityTemplate(body.length, ContentType.parse(what.contentType()), null, out -> {
            hasLeft.set(true);
            out.write(body);
        }));
        return answerTo(request, hasLeft, reading);
    }

    /** Asks for a page. */
    public Answer get() {
        return answerTo(new HttpGet(url.uri()), new AtomicBoolean(), this::beginningOf);
    }

    /** Asks only whether somebody answers: by HTTP's own words, HEAD changes and shows nothing. */
    public Answer look() {
        return answerTo(new HttpHead(url.uri()), new AtomicBoolean(), this::beginningOf);
    }

    private Answer answerTo(
            HttpUriRequestBase request, AtomicBoolean hasLeft, Function<ClassicHttpResponse, String> reading) {
        Duration timeout = terms.timeout();
        // The client's own limits are for one step each; this one ends all of them, also a body that never does.
        AtomicBoolean isOverdue = new AtomicBoolean();
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    isOverdue.set(true);
                    request.cancel();
                });
        if (url.needsOwnNetwork() && goesByProxy()) {
            return new NotAllowed(PLAIN_BY_PROXY);
        }
        // A client, and so a connection, per message: on a kept connection that the other side is closing just now, a
        // lost request and a lost answer look the same.
        try (CloseableHttpClient client = client();
                ClassicHttpResponse response = client.executeOpen(HttpHost.create(url.uri()), request, null)) {
            return new Answered(response.getCode(), reading.apply(response), retryAfter(response));
        } catch (OutgoingRefused e) {
            return new NotAllowed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            boolean isLate = isOverdue.get() || e instanceof SocketTimeoutException;
            if (!hasLeft.get()) {
                return new NotSent(inWords(e, isLate));
            }
            return new Lost(
                    isLate
                            ? "no answer within " + timeout.toMillis() + " ms"
                            : "the connection broke before an answer came");
        }
    }

    /** Whether the rule refuses the address; a name that is not known now may be known later. */
    public Optional<String> standingTrouble() {
        if (goesByProxy()) {
            // Then it is the proxy that asks for the address.
            return url.needsOwnNetwork() ? Optional.of(PLAIN_BY_PROXY) : Optional.empty();
        }
        try {
            new CheckedNames().resolve(url.uri().getHost());
            return Optional.empty();
        } catch (OutgoingRefused e) {
            return Optional.ofNullable(e.getMessage());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private boolean goesByProxy() {
        ProxySelector selector = ProxySelector.getDefault();
        return selector != null
                && selector.select(url.uri()).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }

    private CloseableHttpClient client() {
        Timeout step = Timeout.of(terms.timeout().dividedBy(2));
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedNames())
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(SSLContexts.createSystemDefault()))
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(step).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(step)
                                .setSocketTimeout(Timeout.of(terms.timeout()))
                                .build())
                        .build())
                .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
                .setUserAgent("tocsin")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    private final class CheckedNames implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses =
                    terms.outgoing().addressesOf(host, terms.timeout().dividedBy(2));
            return url.needsOwnNetwork() ? terms.outgoing().requireOwnNetwork(host, addresses) : addresses;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private String inWords(IOException e, boolean isLate) {
        String host = url.uri().getHost();
        if (e instanceof UnknownHostException) {
            return "no address of " + host;
        }
        if (e instanceof SSLException) {
            return "no trust in the certificate of " + host;
        }
        return isLate
                ? "no connection within " + terms.timeout().dividedBy(2).toMillis() + " ms"
                : "no connection to " + host;
    }

    /** One clean line; the status has said what matters, so a body that breaks off is just shorter. */
    private String beginningOf(ClassicHttpResponse response) {
        String clean = wholeOf(response, MOST_READ)
                .replaceAll("[\\p{Cntrl}\\p{Cf}\ufffd]+", " ")
                .strip();
        return clean.substring(0, Math.min(clean.length(), LONGEST_ANSWER));
    }

    private String wholeOf(ClassicHttpResponse response, int most) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return "";
        }
        // Not closed: closing would read the rest of it.
        try {
            InputStream body = entity.getContent();
            // A secret that is cut off would not be known again.
            int longestSecret = secrets.isEmpty() ? 0 : secrets.getFirst().length();
            return masked(new String(body.readNBytes(most + longestSecret), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return "";
        }
    }

    /** Servers like to repeat the path that they do not know, and what they were shown; ours are secrets. */
    private String masked(String text) {
        String masked = url.masked(text);
        for (String secret : secrets) {
            masked = masked.replace(secret, "…");
        }
        return masked;
    }

    /** Seconds, or a date (RFC 9110, 10.2.3). */
    private Optional<Duration> retryAfter(ClassicHttpResponse response) {
        return Optional.ofNullable(response.getFirstHeader("Retry-After"))
                .map(Header::getValue)
                .map(String::strip)
                .flatMap(text -> {
                    if (text.matches("\\d{1,9}")) {
                        return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
                    }
                    try {
                        ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                        Duration left = Duration.between(terms.clock().instant(), until.toInstant());
                        return left.isNegative() ? Optional.of(Duration.ZERO) : Optional.of(left);
                    } catch (DateTimeParseException e) {
                        return Optional.empty();
                    }
                });
    }
}
