package io.brokerscope.scrape.jmx;

import io.brokerscope.cli.ChildJvm;
import io.brokerscope.testsupport.cluster.JavaProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.security.auth.Subject;
import org.awaitility.Awaitility;

/** A JVM of its own whose MBeans look like those of a Kafka broker, with remote JMX. */
public final class JmxJvm implements AutoCloseable {

    /** System property: port of one more server, which gives up connections that idle for 1 s. */
    static final String SERVER_PORT = "test.server.port";

    /** System property: access file of that server, which takes everybody for {@code nobody}. */
    static final String SERVER_ACCESS = "test.server.access";

    private static final String CONTROL = "test:type=Control";
    private static final String SERVER = "test:type=Server";

    private final JavaProcess process;
    private final int port;

    private JmxJvm(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one without password and TLS and waits until its MBeans are there. */
    static JmxJvm start(Path folder, int port) throws IOException {
        return start(
                folder,
                port,
                "-Djava.rmi.server.hostname=127.0.0.1",
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false");
    }

    /** Starts one with these options and waits until its MBeans are there. */
    static JmxJvm start(Path folder, int port, String... options) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(options));
        all.add("-Xmx64m");
        all.add("-Dcom.sun.management.jmxremote.port=" + port);
        if (all.stream().noneMatch(option -> option.contains("jmxremote.rmi.port"))) {
            all.add("-Dcom.sun.management.jmxremote.rmi.port=" + port);
        }
        all.add("-Dcom.sun.management.jmxremote.host=127.0.0.1");
        JavaProcess process =
                JavaProcess.start(
                        new JavaProcess.Command(
                                "jvm-" + port + "-" + System.nanoTime(),
                                ChildJvm.classPath(),
                                all,
                                Program.class.getName(),
                                List.of(),
                                folder,
                                Map.of()));
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                if (!process.isAlive()) {
                                    throw new IllegalStateException(process.excerpt());
                                }
                                return process.output().contains("ready");
                            });
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new JmxJvm(process, port);
    }

    JavaProcess process() {
        return process;
    }

    String endpoint() {
        return "jmx://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** How many connections the server at {@link #SERVER_PORT} has. */
    int connections() throws Exception {
        try (JMXConnector connector = process.jmx()) {
            Object ids =
                    connector
                            .getMBeanServerConnection()
                            .getAttribute(new ObjectName(SERVER), "ConnectionIds");
            return ((String[]) ids).length;
        }
    }

    /** Sets an attribute, and registers the MBean where it is not there. */
    void put(String objectName, String attribute, Object value) throws Exception {
        invoke(
                "put",
                new Object[] {objectName, attribute, value},
                String.class,
                String.class,
                Object.class);
    }

    /** Unregisters an MBean. */
    void remove(String objectName) throws Exception {
        invoke("remove", new Object[] {objectName}, String.class);
    }

    private void invoke(String operation, Object[] arguments, Class<?>... types) throws Exception {
        try (JMXConnector connector = process.jmx()) {
            connector
                    .getMBeanServerConnection()
                    .invoke(
                            new ObjectName(CONTROL),
                            operation,
                            arguments,
                            Arrays.stream(types).map(Class::getName).toArray(String[]::new));
        }
    }

    @Override
    public void close() {
        process.close();
    }

    /** What can be done to the MBeans from outside. */
    public interface ControlMBean {

        void put(String objectName, String attribute, Object value) throws Exception;

        void remove(String objectName) throws Exception;
    }

    /** Registers and unregisters. */
    public static final class Control implements ControlMBean {

        private final Map<String, Values> mbeans = new ConcurrentHashMap<>();

        @Override
        public void put(String objectName, String attribute, Object value) throws Exception {
            Values values = mbeans.get(objectName);
            if (values == null) {
                values = new Values();
                values.of.put(attribute, value);
                mbeans.put(objectName, values);
                ManagementFactory.getPlatformMBeanServer()
                        .registerMBean(values, new ObjectName(objectName));
            } else {
                values.of.put(attribute, value);
            }
        }

        @Override
        public void remove(String objectName) throws Exception {
            mbeans.remove(objectName);
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(objectName));
        }
    }

    private static final class Values implements DynamicMBean {

        private final Map<String, Object> of = new ConcurrentHashMap<>();

        @Override
        public Object getAttribute(String name) throws AttributeNotFoundException {
            Object value = of.get(name);
            if (value == null) {
                throw new AttributeNotFoundException(name);
            }
            return value;
        }

        @Override
        public AttributeList getAttributes(String[] names) {
            if (of.containsKey("throws")) {
                throw new IllegalStateException("this MBean cannot be read: " + of.get("throws"));
            }
            AttributeList list = new AttributeList();
            for (String name : names) {
                if (of.containsKey(name)) {
                    list.add(new Attribute(name, of.get(name)));
                }
            }
            return list;
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            return new MBeanInfo(
                    Values.class.getName(),
                    "values",
                    new TreeMap<>(of)
                            .keySet().stream()
                                    .map(
                                            name ->
                                                    new MBeanAttributeInfo(
                                                            name,
                                                            Object.class.getName(),
                                                            name,
                                                            true,
                                                            false,
                                                            false))
                                    .toArray(MBeanAttributeInfo[]::new),
                    null,
                    null,
                    null);
        }

        @Override
        public void setAttribute(Attribute attribute) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AttributeList setAttributes(AttributeList attributes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object invoke(String action, Object[] parameters, String[] signature) {
            throw new UnsupportedOperationException();
        }
    }

    /** What the process runs. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) throws Exception {
            Control control = new Control();
            ManagementFactory.getPlatformMBeanServer()
                    .registerMBean(control, new ObjectName(CONTROL));
            String topics = "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec";
            control.put(topics, "Count", 1_000L);
            control.put(topics, "OneMinuteRate", 3.5);
            control.put(topics + ",topic=orders", "Count", 600L);
            for (int partition = 0; partition < 3; partition++) {
                control.put(
                        "kafka.log:type=Log,name=Size,topic=orders,partition=" + partition,
                        "Value",
                        100L * (partition + 1));
            }
            control.put("kafka.server:type=KafkaServer,name=BrokerState", "Value", (byte) 3);
            control.put(
                    "kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions", "Value", 2);
            control.put(
                    "kafka.server:type=ReplicaManager,name=PartitionCount",
                    "Value",
                    "a text in place of a number");
            control.put(
                    "kafka.network:type=RequestMetrics,name=ErrorsPerSec,request=Fetch,error=NONE",
                    "Count",
                    5L);
            String raft = "kafka.server:type=raft-metrics";
            control.put(raft, "current-state", "leader");
            control.put(raft, "current-epoch", 7.0);
            control.put(raft, "commit-latency-avg", Double.NaN);
            control.put(raft, "commit-latency-max", Double.POSITIVE_INFINITY);
            if (System.getProperty(SERVER_PORT) != null) {
                startServer(Integer.getInteger(SERVER_PORT));
            }
            System.out.println("ready");
            Thread.currentThread().join();
        }

        private static void startServer(int port) throws Exception {
            Map<String, Object> settings = new HashMap<>();
            settings.put("jmx.remote.x.server.connection.timeout", "1000");
            if (System.getProperty(SERVER_ACCESS) != null) {
                Set<JMXPrincipal> nobody = Set.of(new JMXPrincipal("nobody"));
                JMXAuthenticator everybody =
                        credentials -> new Subject(true, nobody, Set.of(), Set.of());
                settings.put(JMXConnectorServer.AUTHENTICATOR, everybody);
                settings.put("jmx.remote.x.access.file", System.getProperty(SERVER_ACCESS));
            }
            String at = "127.0.0.1:" + port;
            LocateRegistry.createRegistry(port);
            JMXConnectorServer server =
                    JMXConnectorServerFactory.newJMXConnectorServer(
                            new JMXServiceURL(
                                    "service:jmx:rmi://" + at + "/jndi/rmi://" + at + "/jmxrmi"),
                            settings,
                            ManagementFactory.getPlatformMBeanServer());
            ManagementFactory.getPlatformMBeanServer()
                    .registerMBean(server, new ObjectName(SERVER));
            server.start();
        }
    }
}
