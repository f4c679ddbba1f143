package com.rezagent.schedules.record;

/**
 * A last-writer-wins register: the value that the command with the latest stamp has written. Immutable.
 *
 * @param stamp of the command that wrote the value; {@link Stamp#ZERO} if no command has
 */
public record Register<T>(T value, Stamp stamp) {

    /** Returns a register that no command has written. */
    public static <T> Register<T> unwritten(T value) {
        return new Register<>(value, Stamp.ZERO);
    }

    /** Returns whether a command with this stamp is too late to write the register. */
    public boolean isLaterThan(Stamp other) {
        return other.isBefore(stamp);
    }

    /** Returns the register after a write; unchanged if the write is too late. */
    public Register<T> write(T newValue, Stamp newStamp) {
        return isLaterThan(newStamp) ? this : new Register<>(newValue, newStamp);
    }
}
