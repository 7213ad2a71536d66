package dev.tocsin.alert;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tocsin.access.FileRest;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The arrows of docs/ARCHITECTURE.md for the alert engine. */
class HouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes");
    private static final String[] PURE = {
        "dev.tocsin.alert.evaluate..", "dev.tocsin.alert.state..", "dev.tocsin.alert.route.."
    };

    @Test
    void springWiresAndDoesNoWork() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tocsin.alert.rule..",
                        "dev.tocsin.alert.kibana..",
                        "dev.tocsin.alert.schedule..",
                        "dev.tocsin.alert.query..",
                        "dev.tocsin.alert.evaluate..",
                        "dev.tocsin.alert.state..",
                        "dev.tocsin.alert.route..",
                        "dev.tocsin.alert.notify..",
                        "dev.tocsin.alert.history..",
                        "dev.tocsin.alert.scrape..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("Spring is for wiring, api and store")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.tocsin.alert.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatBacktestsReplayReadsNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("the same decisions have to come out of a replay")
                .check(CLASSES);
    }

    @Test
    void eachStepKnowsNothingOfTheNext() {
        String[] flow = {"rule", "query", "evaluate", "state", "route", "notify"};
        for (int step = 0; step < flow.length; step++) {
            for (int later = step + 1; later < flow.length; later++) {
                knowsNothingOf(flow[step], flow[later]);
            }
            knowsNothingOf(flow[step], "history");
            knowsNothingOf(flow[step], "scrape");
            knowsNothingOf(flow[step], "store");
            knowsNothingOf(flow[step], "api");
        }
        knowsNothingOf("rule", "kibana");
        knowsNothingOf("kibana", "store");
        knowsNothingOf("schedule", "query");
        knowsNothingOf("history", "store");
        knowsNothingOf("scrape", "store");
    }

    @Test
    void deliveryKnowsNoChannel() {
        noClasses()
                .that()
                .resideInAPackage("dev.tocsin.alert.notify")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tocsin.alert.notify.*..")
                .because("channels are registered by the wiring")
                .check(CLASSES);
    }

    @Test
    void onlyDoorsAndChannelsKnowAccess() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tocsin.alert.rule..",
                        "dev.tocsin.alert.schedule..",
                        "dev.tocsin.alert.query..",
                        "dev.tocsin.alert.evaluate..",
                        "dev.tocsin.alert.state..",
                        "dev.tocsin.alert.route..",
                        "dev.tocsin.alert.history..",
                        "dev.tocsin.alert.store..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.tocsin.access..").and(not(type(FileRest.class))))
                .because("who may what is decided at the door, and rules resolve no secrets")
                .check(CLASSES);
    }

    private static void knowsNothingOf(String step, String other) {
        noClasses()
                .that()
                .resideInAPackage("dev.tocsin.alert." + step + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tocsin.alert." + other + "..")
                .because("each step knows the rule and the step before it, never the one after")
                .check(CLASSES);
    }
}
