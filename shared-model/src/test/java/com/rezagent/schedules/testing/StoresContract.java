package com.rezagent.schedules.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A contract test of stores, which come from a {@link Provider}, or from methods that a subclass overrides. */
public abstract class StoresContract {
    private @Nullable Stores stores;
    private @Nullable Provider provider;

    /** Returns the stores under test: empty when a test starts, the same throughout a test. */
    protected final Stores stores() {
        return Objects.requireNonNull(stores, "No provider is registered");
    }

    /** Waits until lists show all writes. For stores whose lists are eventually consistent. */
    protected void awaitConsistency() {
        if (provider != null) {
            provider.awaitConsistency();
        }
    }

    /** Returns the results of a call with each number from zero, made by several threads at the same time. */
    protected static <T> List<T> concurrently(int threads, int calls, IntFunction<T> call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            List<Callable<T>> all = IntStream.range(0, calls)
                    .<Callable<T>>mapToObj(i -> () -> call.apply(i))
                    .toList();
            for (Future<T> result : pool.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    /** Returns the items on all pages. The list is requested with the token of the previous page, at first null. */
    protected static <T> List<T> allPages(int limit, Function<@Nullable String, Page<T>> list) {
        List<T> all = new ArrayList<>();
        String token = null;
        do {
            Page<T> page = list.apply(token);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.items());
            token = page.nextToken();
            assertThat(all).as("paging ends").hasSizeLessThan(10_000);
        } while (token != null);
        return all;
    }

    /** Asserts that a list refuses its token. */
    protected static void assertRefusesToken(ThrowingCallable list, @Nullable Object description) {
        assertThatThrownBy(list).as("%s", description).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refused.joinedDetails()).contains("next_token");
        });
    }

    /** Provides stores to a contract test, and to those nested in a class. Register it as an extension. */
    public interface Provider extends BeforeEachCallback {
        /** Returns the stores for the next test, empty ones. */
        Stores next();

        /** Waits until the lists of the stores show all writes. */
        default void awaitConsistency() {}

        @Override
        default void beforeEach(ExtensionContext context) {
            if (context.getRequiredTestInstance() instanceof StoresContract contract) {
                contract.stores = next();
                contract.provider = this;
            }
        }
    }
}
