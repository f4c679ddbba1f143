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

/**
 * A data directory that this runtime alone uses. Only the owner may enter a directory that is created here (0700), and
 * only the owner may read its files (0600); a directory that exists keeps its permissions.
 */
final class DataDirectory implements Closeable {
    private static final String NAME = "rez-agent";
    private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path name;
    private final Path file;
    private final boolean isNew;
    private final DirectoryLock lock;

    private DataDirectory(Path name, Path file, boolean isNew, DirectoryLock lock) {
        this.name = name;
        this.file = file;
        this.isNew = isNew;
        this.lock = lock;
    }

    /**
     * Opens a directory, creating it and an empty data file where there is none.
     *
     * @throws UnusableException when the directory can't be used
     */
    static DataDirectory open(Path name) {
        refuseSettings(name, name.toAbsolutePath());
        try {
            if (!Files.isDirectory(name)) {
                Files.createDirectories(name, ownerOnly(name, OWNER_ONLY_DIRECTORY));
            }
            Path real = name.toRealPath();
            refuseSettings(name, real);
            requireWritable(real, "The data directory " + name);
            DirectoryLock lock = DirectoryLock.tryLock(privateFile(real.resolve(NAME + ".lock")))
                    .orElseThrow(() -> new UnusableException(
                            "The data directory " + name
                                    + " is in use by another runtime; stop that one or name another",
                            null));
            try {
                Path file = real.resolve(NAME + ".mv.db");
                boolean isNew = !Files.exists(file);
                prepare(file);
                return new DataDirectory(name, file, isNew, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnusableException("The data directory " + name + " can't be made or read", e);
        }
    }

    /** H2 reads what follows a semicolon in its URL as settings, and one of them runs SQL. */
    private static void refuseSettings(Path name, Path path) {
        if (path.toString().indexOf(';') >= 0) {
            throw new UnusableException(
                    "The data directory " + name + " has a semicolon in its path, which the database does not allow;"
                            + " name another",
                    null);
        }
    }

    private static void prepare(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) == 0) {
            throw new UnusableException(
                    "The data file " + file + " is empty; remove it to start with no schedules, or name another"
                            + " directory",
                    null);
        }
        privateFile(file);
        requireWritable(file, "The data file " + file);
    }

    private static void requireWritable(Path path, String subject) {
        if (!Files.isWritable(path)) {
            throw new UnusableException(subject + " is not writable", null);
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
                // The file belongs to somebody else, who decides who may read it.
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

    /** The directory as the user named it. */
    Path name() {
        return name;
    }

    /** Whether there was no data file. */
    boolean isNew() {
        return isNew;
    }

    /** The database's URL, without settings. */
    String url() {
        String path = file.toString();
        return "jdbc:h2:file:" + path.substring(0, path.length() - ".mv.db".length());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
