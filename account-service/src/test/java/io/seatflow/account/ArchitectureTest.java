package io.seatflow.account;

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
@AnalyzeClasses(packages = "io.seatflow.account", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] RULES = {
        "io.seatflow.account.partner",
        "io.seatflow.account.client",
        "io.seatflow.account.user",
        "io.seatflow.account.role",
        "io.seatflow.account.audit",
        "io.seatflow.account.notification",
        "io.seatflow.account.edit",
        "io.seatflow.account.reconciliation"
    };

    @ArchTest
    static final ArchRule rulesKnowNoFramework =
            classes()
                    .that()
                    .resideInAnyPackage(RULES)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.seatflow.account.partner",
                            "io.seatflow.account.client",
                            "io.seatflow.account.user",
                            "io.seatflow.account.role",
                            "io.seatflow.account.audit",
                            "io.seatflow.account.notification",
                            "io.seatflow.account.edit",
                            "io.seatflow.account.reconciliation",
                            "io.seatflow.platform.event",
                            "java..",
                            "javax.crypto..",
                            "org.joda.money..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("io.seatflow.account.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule doorsStayPrivate =
            classes()
                    .that()
                    .resideInAnyPackage("..rest", "..kafka")
                    .and()
                    .areTopLevelClasses()
                    .should()
                    .notBePublic();

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
