package dev.tocsin.alert.api;

import dev.tocsin.alert.route.FiringAlert;
import java.util.List;

/** The alerts that fire now and whose rules are in force; what nobody evaluates any more is none of them. */
@FunctionalInterface
public interface FiringAlerts {
    /** In the order of their rules; of very many not all. */
    List<FiringAlert> firing();
}
