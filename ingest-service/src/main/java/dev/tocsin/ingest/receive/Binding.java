package dev.tocsin.ingest.receive;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Opens a listening socket, or says in one sentence why not and what to set. */
final class Binding {
    private Binding() {}

    static Channel bind(ServerBootstrap bootstrap, String address, int port, String portVariable) {
        ChannelFuture bound =
                bootstrap.bind(new InetSocketAddress(resolve(address), port)).awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure == null) {
            return bound.channel();
        }
        boolean isTaken = failure instanceof BindException
                || (failure.getMessage() != null && failure.getMessage().contains("Address already in use"));
        throw new CannotOpenDoor(
                isTaken
                        ? PortOwner.describe(port, portVariable)
                        : "cannot listen on " + address + " port " + port + ": " + failure.getMessage(),
                failure);
    }

    static boolean isLoopback(String address) {
        return resolve(address).isLoopbackAddress();
    }

    static int portOf(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static InetAddress resolve(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new CannotOpenDoor("no such address to listen on: " + address, e);
        }
    }
}
