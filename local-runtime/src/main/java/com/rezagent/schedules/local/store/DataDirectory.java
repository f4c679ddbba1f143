package com.rezagent.schedules.local.store;

import com.rezagent.schedules.local.store.Database.UnusableException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.h2.mvstore.MVStore;

/**
 * A data directory, locked for exclusive use by this runtime. A directory that is created here gets permissions 0700
 * and files get 0600; an existing directory keeps its permissions.
 */
final class DataDirectory implements Closeable {
    private static final String NAME = "rez-agent";
    private static final String DATA = ".mv.db";
    private static final String SEQUENCE = ".sequence";

    private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path name;
    private final Path file;
    private final DirectoryLock lock;
    private final WriteSequence sequence;

    private DataDirectory(Path name, Path file, DirectoryLock lock, WriteSequence sequence) {
        this.name = name;
        this.file = file;
        this.lock = lock;
        this.sequence = sequence;
    }

    /**
     * Opens and locks a directory. Creates it, and an empty data file in it, if they do not exist.
     *
     * @throws UnusableException if the directory cannot be used
     */
    static DataDirectory open(Path name) {
        refuseSemicolon(name, name.toAbsolutePath());
        try {
            if (!Files.isDirectory(name)) {
                Files.createDirectories(name, ownerOnly(name, OWNER_ONLY_DIRECTORY));
            }
            Path real = name.toRealPath();
            refuseSemicolon(name, real);
            requireWritable(real, "The data directory " + name);
            DirectoryLock lock = DirectoryLock.tryLock(privateFile(real.resolve(NAME + ".lock")))
                    .orElseThrow(() -> new UnusableException(
                            "The data directory " + name
                                    + " is in use by another runtime; stop that runtime or use another directory",
                            null));
            try {
                return open(name, real, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnusableException(
                    "The data directory " + name + " cannot be created or read; check its path and permissions", e);
        }
    }

    private static DataDirectory open(Path name, Path real, DirectoryLock lock) throws IOException {
        Path file = real.resolve(NAME + DATA);
        WriteSequence sequence = openSequence(real.resolve(NAME + SEQUENCE));
        DataDirectory directory = new DataDirectory(name, file, lock, sequence);
        try {
            if (!Files.exists(file)) {
                // First, so that a process killed before its first write does not leave a file that is refused.
                sequence.write(WriteSequence.NONE);
            }
            directory.prepareFile();
            return directory;
        } catch (IOException | RuntimeException e) {
            sequence.close();
            throw e;
        }
    }

    private static WriteSequence openSequence(Path file) throws IOException {
        requireRegular(file);
        privateFile(file);
        requireWritable(file, "The file " + file);
        try {
            return WriteSequence.open(file);
        } catch (NumberFormatException e) {
            throw new UnusableException(
                    "The file " + file + " does not contain the number of a write; delete it, and the runtime starts"
                            + " without checking that the data file is complete",
                    e);
        }
    }

    /** Refuses semicolons: H2 parses what follows one in its URL as settings, and one of the settings runs SQL. */
    private static void refuseSemicolon(Path name, Path path) {
        if (path.toString().indexOf(';') >= 0) {
            throw new UnusableException(
                    "The data directory " + name + " has a semicolon in its path, which the database does not allow;"
                            + " use another directory",
                    null);
        }
    }

    private void prepareFile() throws IOException {
        requireRegular(file);
        if (!isNew() && Files.size(file) == 0) {
            throw new UnusableException(
                    "The data file " + file + " is empty; remove it to start with no schedules, or use another"
                            + " directory",
                    null);
        }
        privateFile(file);
        requireWritable(file, "The data file " + file);
    }

    private static void requireRegular(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new UnusableException(
                    file + " is not a regular file, but the runtime stores its data there; remove it or use another"
                            + " directory",
                    null);
        }
    }

    private static void requireWritable(Path path, String subject) {
        if (!Files.isWritable(path)) {
            throw new UnusableException(
                    subject + " is not writable; change its permissions or use another directory", null);
        }
    }

    private static Path privateFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Files.createFile(file, ownerOnly(file, OWNER_ONLY_FILE));
        }
        if (isPosix(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY_FILE)) {
            try {
                Files.setPosixFilePermissions(file, OWNER_ONLY_FILE);
            } catch (FileSystemException e) {
                // The file has another owner, who decides on its permissions.
                return file;
            }
        }
        return file;
    }

    private static FileAttribute<?>[] ownerOnly(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Returns the path as the user entered it. */
    Path name() {
        return name;
    }

    /** Returns whether nothing has been stored here yet: the first write was not completed. */
    boolean isNew() {
        return sequence.latest() == WriteSequence.NONE;
    }

    /** Returns the database's JDBC URL, without settings. */
    String url() {
        String path = file.toString();
        return "jdbc:h2:file:" + path.substring(0, path.length() - DATA.length());
    }

    /**
     * Checks that the data file contains everything that was stored, without changing it.
     *
     * @throws UnusableException if writes are missing
     * @throws org.h2.mvstore.MVStoreException if the file cannot be read
     */
    void requireComplete() {
        if (isNew()) {
            return;
        }
        MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .readOnly()
                .autoCommitDisabled()
                .open();
        try {
            long latest = store.getFileStore().lastChunkVersion();
            if (latest < sequence.latest()) {
                throw new UnusableException(
                        "The data file " + file + " lacks writes that were stored; it was truncated or replaced by an"
                                + " older copy. To use it all the same, delete " + sequence.file(),
                        null);
            }
            if (latest == WriteSequence.NONE) {
                throw new UnusableException("The data directory " + name + " " + StoreFailure.DAMAGED.reason(), null);
            }
        } finally {
            store.closeImmediately();
        }
    }

    /** Stores the number of the latest write that the data file contains. */
    void recordWrite(long number) throws IOException {
        sequence.write(number);
    }

    @Override
    public void close() throws IOException {
        try {
            sequence.close();
        } finally {
            lock.close();
        }
    }
}
