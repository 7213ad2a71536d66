package dev.tocsin.ingest.receive;

import dev.tocsin.access.ServerTls;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * TLS in front of a door: each connection gets the certificate that is in force when it comes. Says why a handshake failed,
 * at most once a minute for each kind of failure, for a client that is set wrongly comes back for ever; all are counted.
 */
final class TlsEntrance {
    private static final Logger log = LoggerFactory.getLogger(TlsEntrance.class);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);
    private static final long HANDSHAKE_MILLIS = 10_000;

    private final String door;
    private final ServerTls tls;
    private final DoorMeters meters;
    private final Map<Failure, Long> told = new ConcurrentHashMap<>();

    private enum Failure {
        PLAIN_TEXT(
                "tls_plain_text",
                "a client speaks plain text to the TLS port: give its appender <ssl>, or its URL https"),
        CLIENT_CERTIFICATE(
                "tls_client_certificate",
                "a client showed no certificate, or one that is not of the client CA or has expired"),
        NOT_TRUSTED(
                "tls_not_trusted",
                "a client does not accept our certificate: give it the CA that signed it, and a name or an address that is in it, and see that it has not expired"),
        HANDSHAKE("tls_handshake", "a client and this door could not agree on TLS");

        private final String reason;
        private final String sentence;

        Failure(String reason, String sentence) {
            this.reason = reason;
            this.sentence = sentence;
        }
    }

    private TlsEntrance(String door, ServerTls tls, DoorMeters meters) {
        this.door = door;
        this.tls = tls;
        this.meters = meters;
    }

    /** Null without TLS. */
    static @Nullable TlsEntrance of(String door, @Nullable ServerTls tls, DoorMeters meters) {
        return tls == null ? null : new TlsEntrance(door, tls, meters);
    }

    /**
     * Before the door's own handlers are there.
     *
     * @param applications that clients may ask for; none: it is not negotiated
     */
    void guard(SocketChannel channel, String... applications) {
        SSLEngine engine = tls.newEngine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(applications);
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        channel.pipeline().addLast(handler).addLast(new HandshakeWatch());
    }

    private final class HandshakeWatch extends ChannelInboundHandlerAdapter {
        private boolean failed;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    ctx.pipeline().remove(this);
                } else if (!failed) {
                    failed = true;
                    tell(ctx, handshake.cause());
                }
            }
            ctx.fireUserEventTriggered(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // The same failure once more, or a client that was gone.
            ctx.close();
        }
    }

    private void tell(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof SSLException)) {
            // Whoever only looks whether the port is open hangs up without a word.
            meters.connectionRefused(cause instanceof IOException ? "tls_hung_up" : Failure.HANDSHAKE.reason);
            return;
        }
        Failure failure = failureOf(cause);
        meters.connectionRefused(failure.reason);
        long now = System.nanoTime();
        Long before = told.get(failure);
        if (before != null && now - before < TOLD_AGAIN.toNanos()) {
            return;
        }
        told.put(failure, now);
        LoggingEventBuilder warning = log.atWarn().addKeyValue("door", door);
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null) {
            warning = warning.addKeyValue("peer", address.getAddress().getHostAddress());
        }
        if (failure != Failure.PLAIN_TEXT) {
            // Of plain text the sentence says all, and Netty's words hold the first bytes that the client sent.
            warning = warning.addKeyValue("cause", inWords(cause));
        }
        warning.log("closed a connection: {}", failure.sentence);
    }

    /** The first message that there is: some failures only wrap another, or are their name. */
    private static String inWords(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                return message;
            }
        }
        return failure.getClass().getSimpleName();
    }

    private Failure failureOf(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof NotSslRecordException) {
            return Failure.PLAIN_TEXT;
        }
        if (message.contains("Received fatal alert:")) {
            return message.contains("certificate") || message.contains("unknown_ca")
                    ? Failure.NOT_TRUSTED
                    : Failure.HANDSHAKE;
        }
        boolean isAboutCertificate = message.contains("certificate") || message.contains("PKIX");
        return tls.demandsClientCertificate() && isAboutCertificate ? Failure.CLIENT_CERTIFICATE : Failure.HANDSHAKE;
    }
}
