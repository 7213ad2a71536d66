package dev.tocsin.alert.state;

/** The states of one alert (a rule and a group). Acknowledged, silenced, muted are flags beside it, not states. */
public enum AlertStatus {
    NORMAL("normal"),
    PENDING("pending"),
    ALERTING("firing"),
    RECOVERING("recovering"),
    NO_DATA("noData"),
    ERROR("error");

    private final String words;

    AlertStatus(String words) {
        this.words = words;
    }

    /** Whether people are told of it, and see it as firing. */
    public boolean isFiring() {
        return this != NORMAL && this != PENDING;
    }

    /** What people read and write for it, everywhere. */
    public String inWords() {
        return words;
    }
}
