package io.seatflow.gateway;

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
@AnalyzeClasses(packages = "io.seatflow.gateway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theRoutingTableKnowsNoFramework =
            classes()
                    .that()
                    .resideInAPackage("io.seatflow.gateway.route")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("io.seatflow.gateway.route", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule partsFormNoCycle =
            slices().matching("io.seatflow.gateway.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule doorsStayPrivate =
            classes().that().haveSimpleNameEndingWith("Resource").should().notBePublic();

    @ArchTest
    static final ArchRule timeAndIdsAreInjected =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule nobodyBlocks =
            noClasses().should().callMethod(UniAwait.class, "indefinitely");
}
