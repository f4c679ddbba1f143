package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Register;
import java.util.List;

/**
 * The definition register.
 *
 * @param warnings what was canonicalised when the definition was set, a sentence each
 */
public record Defined(Register<Definition> register, List<String> warnings) {
    public Defined {
        warnings = List.copyOf(warnings);
    }

    Timing timing() {
        return register.value().timing();
    }
}
