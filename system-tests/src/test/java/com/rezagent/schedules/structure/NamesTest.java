package com.rezagent.schedules.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.testing.Repository;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Names that were replaced by the field's standard terms do not come back: as a type, a method, a record component or a
 * package, in main and test code of every module. docs/glossary.md explains the terms in use.
 */
class NamesTest {
    private static final Pattern REPLACED_TYPES = Pattern.compile("CommandDesk|CommandWatch|Sighting|Settled|Unsettled"
            + "|\\w*Answers?|Trail|Call|Endpoint|RouteTable|Lookup|IssueTimes|\\w*WallTime|StackId|Preferences|Creation"
            + "|Replacement|StateChanges|ManualExecution|ScheduleReads|Unaudited|Proposal|Outcome|Held|Faults|Fields"
            + "|(Sns)?Topics|(Sqs)?DeadLetters|StageTopics|DynamicSchedules|JsonLines|MetricLines|LogSink|HeadStart"
            + "|UnsentHttp|Rehearsal|Rewriting|Words|Ascii|Completion|Side|SchedulerFunction|\\w*Composition|\\w*Twins?"
            + "|Ticket|Pace|Lines|Terminal|ParkedEvents|Invoker|OutsideCall|ScheduleNumbers|RecordCache|Tables"
            + "|ClockPosition|Cmd|Def|Duel|Walk|World|Auditor|Model|Sabotages?");

    private static final Set<String> REPLACED_METHODS = Set.of(
            "canonicalised",
            "letGoWithin",
            "isNameFree",
            "isGone",
            "wanted",
            "isServedBy",
            "fault",
            "park",
            "unsent",
            "rehearse",
            "bring",
            "stands",
            "did",
            "adopt",
            "handOn",
            "mayBeUnaudited",
            "onRest",
            "settle",
            "invokeHere",
            "place",
            "goOn",
            "answer",
            "answers",
            "answered");

    private static final Set<String> REPLACED_PACKAGES = Set.of("twin", "sabotage");

    private final List<String> found = new ArrayList<>();

    @Test
    void no_type_method_or_package_has_a_name_that_was_replaced() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).hasSizeGreaterThan(500);

        visit(sources, this::check);

        assertThat(found).isEmpty();
    }

    private void check(CompilationUnitTree unit, Tree declaration) {
        String file = Path.of(unit.getSourceFile().getName()).getFileName() + ": ";
        if (declaration instanceof ClassTree type
                && REPLACED_TYPES.matcher(type.getSimpleName()).matches()) {
            found.add(file + type.getSimpleName());
        }
        if (declaration instanceof MethodTree method
                && REPLACED_METHODS.contains(method.getName().toString())) {
            found.add(file + method.getName() + "()");
        }
        if (declaration instanceof VariableTree component
                && REPLACED_METHODS.contains(component.getName().toString())) {
            found.add(file + component.getName());
        }
        if (declaration instanceof CompilationUnitTree && unit.getPackageName() != null) {
            Stream.of(unit.getPackageName().toString().split("\\."))
                    .filter(REPLACED_PACKAGES::contains)
                    .forEach(it -> found.add(file + it));
        }
    }

    /** Calls {@code visitor} for each source file and each type, method and record component in it. */
    private static void visit(List<Path> sources, BiConsumer<CompilationUnitTree, Tree> visitor) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                visitor.accept(unit, unit);
                new TreeScanner<Void, ClassTree>() {
                    @Override
                    public Void visitClass(ClassTree type, ClassTree outer) {
                        visitor.accept(unit, type);
                        return super.visitClass(type, type);
                    }

                    @Override
                    public Void visitMethod(MethodTree method, ClassTree type) {
                        visitor.accept(unit, method);
                        return null;
                    }

                    @Override
                    public Void visitVariable(VariableTree variable, ClassTree type) {
                        boolean isComponent = type.getKind() == Tree.Kind.RECORD
                                && !variable.getModifiers().getFlags().contains(Modifier.STATIC);
                        if (isComponent) {
                            visitor.accept(unit, variable);
                        }
                        return null;
                    }
                }.scan(unit, null);
            }
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Repository.ROOT)) {
            for (Path folder : modules.map(it -> it.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(it -> it.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }
}
