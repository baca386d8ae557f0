package io.brokerscope.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Job jars for upgrades. */
public final class JobJars {

    private JobJars() {}

    /**
     * A job jar once more, with other bytes: Flink takes it for what it is, another program.
     *
     * @param version what its manifest says
     * @param jar the job jar
     * @param copy where it is written
     * @return that file
     */
    public static Path ofVersion(String version, Path jar, Path copy) throws IOException {
        try (JarFile source = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(copy)) {
            Manifest manifest = new Manifest(source.getManifest());
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
            try (JarOutputStream target = new JarOutputStream(file, manifest)) {
                target.setLevel(0);
                for (var entries = source.entries(); entries.hasMoreElements(); ) {
                    ZipEntry entry = entries.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        target.putNextEntry(new ZipEntry(entry.getName()));
                        source.getInputStream(entry).transferTo(target);
                        target.closeEntry();
                    }
                }
            }
        }
        return copy;
    }
}
