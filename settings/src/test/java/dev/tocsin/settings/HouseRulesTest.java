package dev.tocsin.settings;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes");

    @Test
    void itKnowsSpringAndReferencesToSecretsAndNoService() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tocsin.settings..",
                        "dev.tocsin.access..",
                        "java..",
                        "org.springframework..",
                        "org.yaml.snakeyaml..",
                        "org.slf4j..",
                        "org.jspecify..")
                .because("both services are held against it")
                .check(CLASSES);
    }

    @Test
    void whatIsSaidWithoutSpringIsMadeWithoutIt() {
        classes()
                .that()
                .haveSimpleName("DidYouMean")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.tocsin.settings..", "java..", "org.jspecify..")
                .because("rules and commands use it, where Spring is not")
                .check(CLASSES);
    }
}
