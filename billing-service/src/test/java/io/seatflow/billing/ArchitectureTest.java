package io.seatflow.billing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.smallrye.mutiny.groups.UniAwait;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** The layout's promises, kept by the build. */
@AnalyzeClasses(packages = "io.seatflow.billing", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String RULES = "io.seatflow.billing.*";

    @ArchTest
    static final ArchRule rulesKnowNoFramework =
            classes()
                    .that()
                    .resideInAPackage(RULES)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(RULES, "org.joda.money", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("io.seatflow.billing.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule doorsStayPrivate =
            classes().that().resideInAnyPackage("..rest", "..kafka").should().notBePublic();

    @ArchTest
    static final ArchRule rowsStayInTheDatabase =
            classes().that().haveSimpleNameEndingWith("Row").should().notBePublic();

    @ArchTest
    static final ArchRule braintreeIsKnownAtItsEdgeAlone =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.seatflow.billing.payment.braintree")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.braintreegateway..");

    @ArchTest
    static final ArchRule timeAndIdsAreInjected =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(LocalDate.class, "now")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule nobodyBlocks =
            noClasses().should().callMethod(UniAwait.class, "indefinitely");
}
