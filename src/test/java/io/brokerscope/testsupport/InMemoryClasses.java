package io.brokerscope.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Classes compiled from text, which stand in front of classes of the same name: two versions of a
 * class beside each other, as an old release and a new one have them.
 */
public final class InMemoryClasses extends ClassLoader {

    private final Map<String, byte[]> classes;

    private InMemoryClasses(Map<String, byte[]> classes) {
        super(InMemoryClasses.class.getClassLoader());
        this.classes = classes;
    }

    /**
     * Compiles.
     *
     * @param sources source by the full name of its class
     * @throws IllegalArgumentException if one does not compile; tells why
     */
    public static InMemoryClasses compile(Map<String, String> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(problems, null, null);
                Memory memory = new Memory(standard)) {
            boolean compiled =
                    compiler.getTask(
                                    null,
                                    memory,
                                    problems,
                                    List.of("-proc:none", "-parameters"),
                                    null,
                                    sources.entrySet().stream()
                                            .map(s -> new Source(s.getKey(), s.getValue()))
                                            .toList())
                            .call();
            if (!compiled) {
                throw new IllegalArgumentException(problems.getDiagnostics().toString());
            }
            Map<String, byte[]> classes = new HashMap<>();
            memory.written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return new InMemoryClasses(classes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? defineClass(name, bytes, 0, bytes.length) : loaded;
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("mem:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Memory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            if (location != StandardLocation.CLASS_OUTPUT) {
                throw new IllegalArgumentException("not a class: " + name);
            }
            return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
