package com.rezagent.schedules.local.system;

import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.invocation.AsyncInvoker;
import com.rezagent.schedules.local.store.SqlScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Restores the state in a data directory and runs everything that fell due while the system was down. */
record Recovery(
        LocalSettings settings,
        VirtualClock clock,
        VirtualTimeScheduler virtualTime,
        SqlScheduleStore store,
        SimulatedScheduler scheduler,
        AsyncInvoker invoker,
        ReconcileTimer reconcile,
        SweepTimer sweep,
        Console console) {
    /** A shorter catch-up at startup is not reported. */
    private static final Duration MIN_ANNOUNCED_CATCH_UP = Duration.ofMinutes(1);

    /**
     * Recovers.
     *
     * @param latestWrite the virtual time of the latest write; empty in a new database
     */
    void run(Optional<Instant> latestWrite) {
        if (!store.isEmpty()) {
            console.quietly(() -> invoker.invokeNow(ReconcileTimer.EVENT));
            console.line("Restored " + scheduler.size() + " schedules in the engine; the clock was at "
                    + latestWrite.filter(clock.instant()::isBefore).orElseGet(clock::instant));
        }
        invoker.resume();
        settings.reconcileEvery().ifPresent(reconcile::start);
        sweep.start();
        latestWrite.ifPresent(virtualTime::advanceTo);
        announceCatchUp();
        catchUp();
    }

    /** Prints until when {@link #catchUp} runs tasks, if that may take a while. */
    private void announceCatchUp() {
        if (settings.start().isEmpty() && !settings.speed().isReal()) {
            return;
        }
        Instant target = settings.start().orElseGet(Instant::now);
        if (Duration.between(clock.instant(), target).compareTo(MIN_ANNOUNCED_CATCH_UP) >= 0) {
            console.line("The clock is catching up from " + clock.instant().truncatedTo(ChronoUnit.SECONDS) + " to "
                    + target.truncatedTo(ChronoUnit.SECONDS) + "; everything due in between runs first.");
            console.flush();
        }
    }

    /**
     * Advances the clock from the stored time to the start time and runs everything due in between, each at its own
     * time.
     */
    private void catchUp() {
        if (settings.start().isPresent()) {
            virtualTime.advanceTo(settings.start().get());
        } else if (settings.speed().isReal()) {
            virtualTime.advanceTo(Instant.now());
            // Again, for what fell due during the first catch-up.
            virtualTime.advanceTo(Instant.now());
        } else {
            clock.release();
        }
    }
}
