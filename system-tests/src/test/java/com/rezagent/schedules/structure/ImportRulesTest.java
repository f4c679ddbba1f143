package com.rezagent.schedules.structure;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
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

/** Import rules: functions → shared-model, local-runtime → functions. The domain does not depend on AWS or its environment. */
@AnalyzeClasses(packages = "com.rezagent.schedules", importOptions = ImportRulesTest.ProductionCode.class)
class ImportRulesTest {
    /** Production code only. Also excludes the contract tests, which are on the class path as a jar. */
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
                    && !isHandlerOrWiring(it));

    private static boolean isHandlerOrWiring(JavaClass it) {
        return it.getSimpleName().endsWith("Handler") || it.getSimpleName().contains("Wiring");
    }

    @ArchTest
    static final ArchRule only_the_aws_package_imports_the_sdk = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "aws..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule the_domain_imports_no_aws_classes = noClasses()
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
    static final ArchRule http_and_commands_of_the_web_api_know_no_resource = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "webapi.http..", ROOT + "webapi.command..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "webapi..")
                    .and(resideOutsideOfPackages(ROOT + "webapi.http..", ROOT + "webapi.command..")));

    @ArchTest
    static final ArchRule the_scheduler_imports_neither_web_api_nor_runtime = noClasses()
            .that()
            .resideInAPackage(ROOT + "scheduler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "webapi..", ROOT + "local..");

    @ArchTest
    static final ArchRule the_domain_reads_time_only_from_an_injected_clock = noClasses()
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

    /** Top-level packages, each with its sub-packages. */
    @ArchTest
    static final ArchRule top_level_packages_have_no_import_cycles =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    /** Each package, without its sub-packages. */
    @ArchTest
    static final ArchRule packages_have_no_import_cycles =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    /** The simulated scheduler is an engine, which computes firings by itself. */
    @ArchTest
    static final ArchRule only_the_firing_plan_computes_firings = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT + "plan..", ROOT + "schedule..", ROOT + "expression..", ROOT + "local.engine..")
            .should()
            .callMethodWhere(target(owner(assignableTo(Recurrence.class)))
                    .and(target(nameMatching("next|after|rows|firesAt|firesNear|warnings"))));

    /** The status decides whether a firing runs only in the plan; others may ask about a deleted or failed schedule. */
    @ArchTest
    static final ArchRule only_the_firing_plan_decides_by_status_whether_a_firing_runs = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "scheduler..", ROOT + "engine..", ROOT + "execution..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(State.class)
            .orShould()
            .accessFieldWhere(target(owner(assignableTo(Status.class)))
                    .and(target(nameMatching("PENDING|ACTIVE|PAUSED|COMPLETED"))));

    @ArchTest
    static final ArchRule only_the_json_package_uses_the_object_mapper = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "json..")
            .should()
            .dependOnClassesThat(HasName.Predicates.nameMatching(".*\\.(ObjectMapper|JsonMapper|JsonFactory)"));

    @ArchTest
    static final ArchRule class_names_have_no_vague_suffixes = noClasses()
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
    static final ArchRule exceptions_are_in_the_error_hierarchy_or_mean_a_bad_event_or_environment = classes()
            .that()
            .areAssignableTo(RuntimeException.class)
            .and()
            .resideOutsideOfPackages(ROOT + "aws..", ROOT + "local..")
            .should()
            .resideInAnyPackage(ROOT + "error..", ROOT + "scheduler.event..", ROOT + "webapi..", ROOT + "config..");
}
