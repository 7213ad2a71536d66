package dev.tocsin.alert.state;

/** The states of one alert (a rule and a group). Acknowledged, silenced, muted are flags beside it, not states. */
public enum AlertStatus {
    NORMAL,
    PENDING,
    ALERTING,
    RECOVERING,
    NO_DATA,
    ERROR
}
