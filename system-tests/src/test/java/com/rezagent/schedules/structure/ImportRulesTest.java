package com.rezagent.schedules.structure;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
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
import com.tngtech.archunit.core.domain.JavaMethodCall;
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
import java.util.Map;
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

    /** Requires that no class of some imports one of others. */
    private static ArchRule noImport(DescribedPredicate<JavaClass> of, DescribedPredicate<? super JavaClass> others) {
        return noClasses().that(of).should().dependOnClassesThat(others);
    }

    private static DescribedPredicate<JavaClass> in(String... packages) {
        return resideInAnyPackage(packages);
    }

    /** Requires that no class of the domain calls one of the methods, unless it passes a clock. */
    private static ArchRule domainCallsNone(Map<Class<?>, String> methods) {
        DescribedPredicate<JavaMethodCall> isForbidden = DescribedPredicate.describe(
                methods.toString(),
                call -> methods.entrySet().stream()
                                .anyMatch(it -> call.getTargetOwner().isEquivalentTo(it.getKey())
                                        && call.getName().matches(it.getValue()))
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(it -> it.isEquivalentTo(Clock.class)));
        return noClasses().that(DOMAIN).should().callMethodWhere(isForbidden);
    }

    @ArchTest
    static final ArchRule only_the_aws_package_imports_the_sdk =
            noImport(resideOutsideOfPackages(ROOT + "aws.."), in("software.amazon.awssdk.."));

    @ArchTest
    static final ArchRule the_domain_imports_no_aws_classes =
            noImport(DOMAIN, in("software.amazon..", "com.amazonaws..", ROOT + "aws.."));

    @ArchTest
    static final ArchRule the_shared_model_imports_no_function = noImport(
            resideOutsideOfPackages(ROOT + "webapi..", ROOT + "scheduler..", ROOT + "local.."),
            in(ROOT + "webapi..", ROOT + "scheduler..", ROOT + "local.."));

    @ArchTest
    static final ArchRule the_web_api_imports_neither_scheduler_nor_runtime =
            noImport(in(ROOT + "webapi.."), in(ROOT + "scheduler..", ROOT + "local.."));

    @ArchTest
    static final ArchRule http_and_commands_of_the_web_api_know_no_resource = noImport(
            in(ROOT + "webapi.http..", ROOT + "webapi.command.."),
            in(ROOT + "webapi..").and(resideOutsideOfPackages(ROOT + "webapi.http..", ROOT + "webapi.command..")));

    @ArchTest
    static final ArchRule the_scheduler_imports_neither_web_api_nor_runtime =
            noImport(in(ROOT + "scheduler.."), in(ROOT + "webapi..", ROOT + "local.."));

    @ArchTest
    static final ArchRule the_domain_reads_time_only_from_an_injected_clock = domainCallsNone(Map.of(
            Instant.class, "now",
            LocalDate.class, "now",
            LocalDateTime.class, "now",
            ZonedDateTime.class, "now",
            System.class, "currentTimeMillis|nanoTime",
            Clock.class, "systemUTC|systemDefaultZone"));

    @ArchTest
    static final ArchRule the_domain_reads_no_environment_no_randomness_and_no_default_zone = domainCallsNone(Map.of(
            System.class, "getenv|getProperty",
            UUID.class, "randomUUID",
            Math.class, "random",
            ZoneId.class, "systemDefault"));

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
    static final ArchRule only_the_json_package_uses_the_object_mapper = noImport(
            resideOutsideOfPackages(ROOT + "json.."), nameMatching(".*\\.(ObjectMapper|JsonMapper|JsonFactory)"));

    @ArchTest
    static final ArchRule class_names_have_no_vague_suffixes =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)");

    @ArchTest
    static final ArchRule exceptions_are_in_the_error_hierarchy_or_mean_a_bad_event_or_environment = classes()
            .that()
            .areAssignableTo(RuntimeException.class)
            .and()
            .resideOutsideOfPackages(ROOT + "aws..", ROOT + "local..")
            .should()
            .resideInAnyPackage(ROOT + "error..", ROOT + "scheduler.event..", ROOT + "webapi..", ROOT + "config..");
}
