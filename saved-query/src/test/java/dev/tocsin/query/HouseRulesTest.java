package dev.tocsin.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The arrows of docs/ARCHITECTURE.md for saved queries. */
final class HouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes");

    @Test
    void savedQueriesKnowNobody() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.tocsin.query..", "java..", "jakarta.json..", "org.jspecify..")
                .because("a query is translated without a server and without a framework")
                .check(CLASSES);
    }

    @Test
    void theLanguageKnowsNeitherLinksNorTheCommand() {
        noClasses()
                .that()
                .resideInAPackage("dev.tocsin.query")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tocsin.query.link..", "dev.tocsin.query.command..")
                .because("these are ways to use it")
                .check(CLASSES);
    }
}
