package dev.tocsin.alert.notify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Rules for tests, with names of their own. */
public final class OutgoingRules {
    private OutgoingRules() {}

    /** Answers for a name server. */
    public interface Names {
        InetAddress[] allOf(String host) throws UnknownHostException;
    }

    public static OutgoingRule resolving(List<String> allow, Names names) {
        return new OutgoingRule(allow, names::allOf);
    }
}
