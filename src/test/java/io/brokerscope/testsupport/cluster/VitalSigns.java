package io.brokerscope.testsupport.cluster;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.ThreadMXBean;
import javax.management.MBeanServerConnection;

/**
 * What a JVM holds at one moment. Being asked for it costs the process a few threads and files of
 * its own, the first time more than later: compare what was read with what was read before, not
 * with zero.
 *
 * @param threads live threads
 * @param openFiles open file descriptors, sockets among them
 * @param loadedClasses classes that are loaded now
 * @param metaspaceBytes metaspace in use
 * @param directBytes memory of direct buffers
 * @param heapBytes heap in use
 */
public record VitalSigns(
        int threads,
        long openFiles,
        int loadedClasses,
        long metaspaceBytes,
        long directBytes,
        long heapBytes) {

    static VitalSigns read(MBeanServerConnection server, boolean collect) throws IOException {
        MemoryMXBean memory = ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class);
        if (collect) {
            memory.gc();
        }
        return new VitalSigns(
                ManagementFactory.getPlatformMXBean(server, ThreadMXBean.class).getThreadCount(),
                ManagementFactory.getPlatformMXBean(server, UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount(),
                ManagementFactory.getPlatformMXBean(server, ClassLoadingMXBean.class)
                        .getLoadedClassCount(),
                ManagementFactory.getPlatformMXBeans(server, MemoryPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("Metaspace"))
                        .mapToLong(pool -> pool.getUsage().getUsed())
                        .sum(),
                ManagementFactory.getPlatformMXBeans(server, BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                memory.getHeapMemoryUsage().getUsed());
    }
}
