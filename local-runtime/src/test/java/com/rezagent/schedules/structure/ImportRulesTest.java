package com.rezagent.schedules.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.UUID;

/** The import rules: functions → shared-model, local-runtime → functions, and a domain that knows nothing outside. */
@AnalyzeClasses(packages = "com.rezagent.schedules", importOptions = ImportRulesTest.ProductionCode.class)
class ImportRulesTest {
    /** What ships: also without the contract tests, which come here as a jar. */
    static final class ProductionCode implements ImportOption {
        private final ImportOption noTestClasses = new DoNotIncludeTests();

        @Override
        public boolean includes(Location location) {
            return noTestClasses.includes(location) && !location.contains("-tests.jar");
        }
    }

    private static final String ROOT = "com.rezagent.schedules.";

    private static final DescribedPredicate<JavaClass> DOMAIN = DescribedPredicate.describe(
            "the domain",
            it -> it.getPackageName().startsWith(ROOT)
                    && !it.getPackageName().startsWith(ROOT + "aws")
                    && !it.getPackageName().startsWith(ROOT + "local")
                    && !isHandlerOrComposition(it));

    private static boolean isHandlerOrComposition(JavaClass it) {
        return it.getSimpleName().endsWith("Handler") || it.getSimpleName().contains("Composition");
    }

    @ArchTest
    static final ArchRule only_the_aws_package_imports_the_sdk = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "aws..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule the_domain_imports_nothing_of_aws = noClasses()
            .that(DOMAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "com.amazonaws..", ROOT + "aws..");

    @ArchTest
    static final ArchRule the_shared_model_imports_no_function = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "webapi..", ROOT + "scheduler..", ROOT + "local..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "webapi..", ROOT + "scheduler..", ROOT + "local..");

    @ArchTest
    static final ArchRule the_web_api_imports_neither_scheduler_nor_runtime = noClasses()
            .that()
            .resideInAPackage(ROOT + "webapi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "scheduler..", ROOT + "local..");

    @ArchTest
    static final ArchRule the_scheduler_imports_neither_web_api_nor_runtime = noClasses()
            .that()
            .resideInAPackage(ROOT + "scheduler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "webapi..", ROOT + "local..");

    @ArchTest
    static final ArchRule the_domain_reads_no_clock_but_the_one_it_is_given = noClasses()
            .that(DOMAIN)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule the_domain_reads_no_environment_no_randomness_and_no_default_zone = noClasses()
            .that(DOMAIN)
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(ZoneId.class, "systemDefault");

    /** A concept is a package right below the root, with all that is under it. */
    @ArchTest
    static final ArchRule concepts_do_not_import_each_other_in_a_circle =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_mapper_stays_behind_the_json_package = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "json..")
            .should()
            .dependOnClassesThat(HasName.Predicates.nameMatching(".*\\.(ObjectMapper|JsonMapper|JsonFactory)"));

    @ArchTest
    static final ArchRule names_say_what_a_class_is = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule every_error_is_one_of_the_hierarchy_or_means_a_wrong_event_or_environment = classes()
            .that()
            .areAssignableTo(RuntimeException.class)
            .and()
            .resideOutsideOfPackages(ROOT + "aws..", ROOT + "local..")
            .should()
            .resideInAnyPackage(ROOT + "error..", ROOT + "scheduler.event..", ROOT + "webapi..", ROOT + "settings..");
}
