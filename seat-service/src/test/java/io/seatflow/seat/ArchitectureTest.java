package io.seatflow.seat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.smallrye.mutiny.groups.UniAwait;
import java.time.Instant;
import java.util.UUID;

/** The layout's promises, kept by the build. */
@AnalyzeClasses(packages = "io.seatflow.seat", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String RULES = "io.seatflow.seat.*";

    @ArchTest
    static final ArchRule rulesKnowNoFramework =
            classes()
                    .that()
                    .resideInAPackage(RULES)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            RULES,
                            "io.seatflow.platform.event",
                            "org.joda.money",
                            "java..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("io.seatflow.seat.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule doorsStayPrivate =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Resource")
                    .or()
                    .resideInAnyPackage("..kafka", "..schedule")
                    .should()
                    .notBePublic();

    @ArchTest
    static final ArchRule rowsStayBelowTheStores =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..postgres")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx..");

    @ArchTest
    static final ArchRule timeAndIdsAreInjected =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule nobodyBlocks =
            noClasses().should().dependOnClassesThat().belongToAnyOf(UniAwait.class);
}
