package io.brokerscope.cli;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** Every option that this version of Flink declares, by key. */
final class FlinkOptions {

    private FlinkOptions() {}

    /** Collects the options of flink-core and flink-runtime from their {@code *Options} classes. */
    static Map<String, ConfigOption<?>> all() throws Exception {
        Map<String, ConfigOption<?>> options = new HashMap<>();
        for (Class<?> inJar : List.of(Configuration.class, MiniCluster.class)) {
            Path jar = Path.of(inJar.getProtectionDomain().getCodeSource().getLocation().toURI());
            for (String name : optionClasses(jar)) {
                collect(Class.forName(name), options);
            }
        }
        return options;
    }

    private static List<String> optionClasses(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("org/apache/flink/"))
                    .filter(name -> name.endsWith("Options.class") && !name.contains("$"))
                    .map(name -> name.replace('/', '.').substring(0, name.length() - 6))
                    .toList();
        }
    }

    private static void collect(Class<?> type, Map<String, ConfigOption<?>> options)
            throws IllegalAccessException {
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && Modifier.isPublic(field.getModifiers())
                    && Modifier.isPublic(type.getModifiers())
                    && field.getType() == ConfigOption.class) {
                ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                options.put(option.key(), option);
            }
        }
    }
}
