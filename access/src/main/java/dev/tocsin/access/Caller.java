package dev.tocsin.access;

/**
 * Who is at the door.
 *
 * @param name of the token, for logs, audits and rate limits; never the token
 * @param streams that may be written, if the role may write any
 */
public record Caller(String name, Role role, Streams streams) {
    /** Where no token is demanded: on a loopback address everybody is the owner of the machine. */
    public static final Caller ANYBODY = new Caller("anybody", Role.ADMIN, Streams.ALL);

    public boolean may(Right right) {
        return role.may(right);
    }

    /** Whether an event may be written to this data stream. */
    public boolean mayWrite(String dataStream) {
        return may(Right.SHIP) && streams.contain(dataStream);
    }

    /** For who is refused: {@code the token 'x' has the role viewer; this needs ship or admin}. */
    public String lacks(Right right) {
        return "the token '" + name + "' has the role " + role.word() + "; this needs " + Role.whoMay(right);
    }
}
