package com.rezagent.schedules.aws;

import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.StoresContract;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs tests over the wire. A subclass provides the back end. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class OverTheWire {
    private @Nullable WireStage stage;

    @RegisterExtension
    protected final StoresContract.Provider stores = new StoresContract.Provider() {
        @Override
        public Stores next() {
            return stage().stores();
        }

        @Override
        public void awaitConsistency() {
            stage().awaitConsistency();
        }
    };

    /** Creates the resources at the back end, the same ones for all tests of the class. */
    protected abstract WireStage create();

    @BeforeAll
    void createStage() {
        stage = create();
    }

    @AfterAll
    void closeStage() {
        stage().close();
    }

    protected final WireStage stage() {
        return Objects.requireNonNull(stage);
    }

    @BeforeEach
    void empty() {
        stage().empty();
    }
}
