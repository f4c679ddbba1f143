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
 * A data directory, locked for exclusive use by this runtime. A directory that is created here gets permissions 0700
 * and files get 0600; an existing directory keeps its permissions.
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
                Path file = real.resolve(NAME + ".mv.db");
                boolean isNew = !Files.exists(file);
                prepare(file);
                return new DataDirectory(name, file, isNew, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnusableException(
                    "The data directory " + name + " cannot be created or read; check its path and permissions", e);
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

    private static void prepare(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) == 0) {
            throw new UnusableException(
                    "The data file " + file + " is empty; remove it to start with no schedules, or use another"
                            + " directory",
                    null);
        }
        privateFile(file);
        requireWritable(file, "The data file " + file);
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

    /** Returns whether the data file was created by {@link #open}. */
    boolean isNew() {
        return isNew;
    }

    /** Returns the database's JDBC URL, without settings. */
    String url() {
        String path = file.toString();
        return "jdbc:h2:file:" + path.substring(0, path.length() - ".mv.db".length());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
