package com.rezagent.schedules.local.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A small file beside the data file with the number of a write that the data file is known to contain. H2 numbers its
 * writes in ascending order, and opens a truncated data file as of an earlier write; the number reveals that. Each
 * number is stored after the write itself, so the data file of a killed process is never behind it. Not thread-safe.
 */
final class WriteSequence implements Closeable {
    /** The number before the first write is complete. */
    static final long NONE = 0;

    /** The number in an empty file, e.g. in a directory of a version that stored no numbers. Less than any other. */
    static final long UNKNOWN = -1;

    /** All numbers have the same length, so that each overwrites the previous one. */
    private static final int LENGTH = 20;

    private final Path file;
    private final FileChannel channel;
    private long latest;

    private WriteSequence(Path file, FileChannel channel, long latest) {
        this.file = file;
        this.channel = channel;
        this.latest = latest;
    }

    /**
     * Opens a file that exists.
     *
     * @throws NumberFormatException if the file does not contain a number
     */
    static WriteSequence open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new WriteSequence(file, channel, read(channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static long read(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(LENGTH + 1);
        int length = channel.read(content, 0);
        return length <= 0
                ? UNKNOWN
                : Long.parseLong(new String(content.array(), 0, length, StandardCharsets.US_ASCII).strip());
    }

    Path file() {
        return file;
    }

    /** Returns the stored number. */
    long latest() {
        return latest;
    }

    /** Stores the number of a write that the data file contains. */
    void write(long number) throws IOException {
        if (number != latest) {
            channel.write(
                    ByteBuffer.wrap(
                            String.format(Locale.ROOT, "%019d\n", number).getBytes(StandardCharsets.US_ASCII)),
                    0);
            latest = number;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
