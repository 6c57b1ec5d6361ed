package io.seatflow.trial;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.smallrye.mutiny.groups.UniAwait;
import java.time.Instant;
import java.util.UUID;

/** The layout's promises, kept by the build. */
@AnalyzeClasses(packages = "io.seatflow.trial", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule doorsStayPrivate =
            classes().that().resideInAnyPackage("..kafka").should().notBePublic();

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
