package dev.tocsin.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The arrows of docs/ARCHITECTURE.md for the ingest service. */
class HouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes");

    @Test
    void springWiresAndDoesNoWork() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tocsin.ingest.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("the data plane starts without Spring: crash harnesses and benchmarks do")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.tocsin.ingest.(*)..")
                .should()
                .beFreeOfCycles()
                .because("the packages are the data flow, read downwards")
                .check(CLASSES);
    }

    @Test
    void eventIsALeaf() {
        knowsNothingOf("event", "receive", "decode", "enrich", "journal", "index", "refused");
    }

    @Test
    void countingIsALeaf() {
        knowsNothingOf("account", "event", "receive", "decode", "enrich", "journal", "index", "refused");
    }

    @Test
    void theJournalKnowsOnlyEvents() {
        knowsNothingOf("journal", "receive", "decode", "enrich", "index");
    }

    @Test
    void indexingKnowsNothingOfTheDoors() {
        knowsNothingOf("index", "receive", "decode");
    }

    @Test
    void nobodyButTheWiringKnowsTheDoors() {
        knowsNothingOf("decode", "receive", "journal", "index");
        knowsNothingOf("enrich", "receive", "journal", "index", "sift");
        knowsNothingOf("sift", "receive", "decode", "journal", "index", "refused");
        knowsNothingOf("redact", "event", "receive", "decode", "enrich", "sift", "journal", "index", "refused");
        knowsNothingOf("refused", "receive", "decode", "enrich", "journal", "index");
    }

    @Test
    void onlyTheDoorsAskWhoComes() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tocsin.ingest.event..",
                        "dev.tocsin.ingest.decode..",
                        "dev.tocsin.ingest.enrich..",
                        "dev.tocsin.ingest.sift..",
                        "dev.tocsin.ingest.redact..",
                        "dev.tocsin.ingest.journal..",
                        "dev.tocsin.ingest.index..",
                        "dev.tocsin.ingest.refused..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tocsin.access..")
                .because("who may what is decided at the door; behind it there are only events")
                .check(CLASSES);
    }

    private static void knowsNothingOf(String step, String... others) {
        for (String other : others) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.tocsin.ingest." + step + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.tocsin.ingest." + other + "..")
                    .because("each step knows what it is handed, never who comes after it")
                    .check(CLASSES);
        }
    }
}
