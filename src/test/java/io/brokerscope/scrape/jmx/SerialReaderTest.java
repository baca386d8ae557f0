package io.brokerscope.scrape.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.scrape.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.InstanceNotFoundException;
import javax.management.ObjectName;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SerialReaderTest {

    /** What deserialization would do. */
    private static boolean ran;

    @Test
    void attributesAndTheirValues() throws Exception {
        AttributeList list = new AttributeList();
        list.add(new Attribute("Count", 42L));
        list.add(new Attribute("Value", (byte) 3));
        list.add(new Attribute("Mean", Double.NaN));
        list.add(new Attribute("State", "leader"));
        list.add(new Attribute("Nothing", null));
        SerialObject read = (SerialObject) read(list);
        assertThat(read.is("java.util.ArrayList")).isTrue();
        List<Object> attributes = read.elements("java.util.ArrayList");
        assertThat(attributes)
                .extracting(attribute -> ((SerialObject) attribute).field("name"))
                .containsExactly("Count", "Value", "Mean", "State", "Nothing");
        assertThat(attributes)
                .extracting(a -> AttributeValues.number(((SerialObject) a).field("value")))
                .containsExactly(42L, (byte) 3, Double.NaN, null, null);
        assertThat(((SerialObject) attributes.get(3)).field("value")).isEqualTo("leader");
    }

    @Test
    void compositeValues() throws Exception {
        Object heap =
                ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(new ObjectName("java.lang:type=Memory"), "HeapMemoryUsage");
        Object read = read(heap);
        assertThat(AttributeValues.number(AttributeValues.item(read, "used")).longValue())
                .isPositive();
        assertThat(AttributeValues.item(read, "no such item")).isNull();
        assertThat(AttributeValues.item("no composite", "used")).isNull();
    }

    @Test
    void setsOfNames() throws Exception {
        Set<ObjectName> names =
                new HashSet<>(ManagementFactory.getPlatformMBeanServer().queryNames(null, null));
        SerialObject read = (SerialObject) read(names);
        assertThat(read.elements("java.util.HashSet"))
                .extracting(n -> ((SerialObject) n).elements("javax.management.ObjectName").get(0))
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> (Object) name.getCanonicalName()).toList());
    }

    @Test
    void exceptionsWithCausesAndStackTraces() throws Exception {
        Throwable thrown =
                new InstanceNotFoundException("a:b=c")
                        .initCause(new IllegalStateException("because"));
        RemoteFailure failure = new RemoteFailure((SerialObject) read(thrown));
        assertThat(failure).hasMessage("InstanceNotFoundException: a:b=c");
        assertThat(failure.is(InstanceNotFoundException.class)).isTrue();
        assertThat(failure.is(Exception.class)).isTrue();
        assertThat(failure.is(IOException.class)).isFalse();
    }

    @Test
    void everythingElseThatAStreamMayHold() throws Exception {
        Object proxy =
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Comparable.class},
                        new Handler());
        List<Object> all = new ArrayList<>();
        all.add(TimeUnit.DAYS);
        all.add(TimeUnit.DAYS);
        all.add(new int[] {1, 2});
        all.add(new String[][] {{"a"}, {null, "a"}});
        all.add(String.class);
        all.add(new Date(5));
        all.add(new BigInteger("12345678901234567890"));
        all.add(new byte[3_000]);
        all.add(new Everything());
        all.add(proxy);
        all.add("the end");
        SerialObject read = (SerialObject) read(all);
        List<Object> elements = read.elements("java.util.ArrayList");
        assertThat(elements.get(0)).isEqualTo("DAYS");
        assertThat(elements.get(1)).isEqualTo("DAYS");
        assertThat(elements.get(3)).isEqualTo(List.of(List.of("a"), Arrays.asList(null, "a")));
        assertThat(elements.get(4)).isEqualTo("java.lang.String");
        SerialObject everything = (SerialObject) elements.get(8);
        assertThat(everything.field("flag")).isEqualTo(true);
        assertThat(everything.field("letter")).isEqualTo('x');
        assertThat(everything.field("few")).isEqualTo((short) 2);
        assertThat(everything.field("part")).isEqualTo(1.5f);
        assertThat(everything.field("itself")).isSameAs(everything);
        assertThat(((SerialObject) elements.get(9)).field("h"))
                .isInstanceOfSatisfying(
                        SerialObject.class,
                        handler ->
                                assertThat(handler.className()).isEqualTo(Handler.class.getName()));
        assertThat(elements.get(10)).isEqualTo("the end");
    }

    @Test
    void nothingOfAForeignObjectRuns() throws Exception {
        ran = false;
        SerialObject read = (SerialObject) read(new Hostile());
        assertThat(read.className()).isEqualTo(Hostile.class.getName());
        assertThat(ran).isFalse();
        new ObjectInputStream(new ByteArrayInputStream(bytes(new Hostile()))).readObject();
        assertThat(ran).as("what the runtime itself would do").isTrue();
    }

    @Test
    void objectsWithinObjectsEndSomewhere() throws Exception {
        Object nested = "core";
        for (int i = 0; i < 1_000; i++) {
            nested = new Object[] {nested};
        }
        byte[] deep = bytes(nested);
        assertThatThrownBy(() -> read(deep, 1 << 30))
                .isInstanceOf(NotRmiException.class)
                .hasMessageContaining("within each other");
    }

    @Test
    void memoryIsBounded() throws Exception {
        byte[] large = bytes(new ArrayList<>(Stream.iterate(0, i -> i + 1).limit(9_999).toList()));
        assertThatThrownBy(() -> read(large, 1 << 19)).isInstanceOf(NoMemoryException.class);
        assertThatThrownBy(() -> read(large, 1 << 24, 1 << 20))
                .as("whatever the others leave")
                .isInstanceOf(TooLargeException.class);
        assertThat(read(large, 1 << 24)).isInstanceOf(SerialObject.class);
    }

    @Test
    void fieldsOfOneByteCostWhatTheyTake() throws Exception {
        int fields = 60_000;
        byte[] none = objectOf(fields, 0);
        assertThatThrownBy(() -> read(none, 12 << 20)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(objectOf(fields, fields), 8 << 20))
                .isInstanceOf(NoMemoryException.class);
        assertThat(read(objectOf(fields, fields), 16 << 20)).isInstanceOf(SerialObject.class);
    }

    @Test
    void aClassAboveItselfIsRefused() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = beginObject(bytes, 0);
        out.writeByte(0x71);
        out.writeInt(0x7e0000);
        assertThatThrownBy(() -> read(bytes.toByteArray(), 1 << 24))
                .isInstanceOf(NotRmiException.class)
                .hasMessageContaining("classes above each other");
    }

    /** An object of a class with this many fields of one byte, and the bytes of some of them. */
    private static byte[] objectOf(int fields, int values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = beginObject(bytes, fields);
        out.writeByte(0x70);
        out.write(new byte[values]);
        return bytes.toByteArray();
    }

    /** An object until after its class, where the class above begins. */
    private static DataOutputStream beginObject(ByteArrayOutputStream bytes, int fields)
            throws IOException {
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xaced0005);
        out.writeByte(0x73);
        out.writeByte(0x72);
        out.writeUTF("a");
        out.writeLong(0);
        out.writeByte(2);
        out.writeShort(fields);
        for (int i = 0; i < fields; i++) {
            out.writeByte('Z');
            out.writeUTF("" + i);
        }
        out.writeByte(0x78);
        return out;
    }

    @Test
    void sizesThatAreClaimedAreNotBelieved() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xaced0005);
        out.writeByte(0x7a);
        out.writeInt(Integer.MAX_VALUE);
        assertThatThrownBy(() -> read(bytes.toByteArray(), 1 << 20))
                .isInstanceOf(NoMemoryException.class);
        bytes.reset();
        out.writeInt(0xaced0005);
        out.writeByte(0x7a);
        out.writeInt(-1);
        assertThatThrownBy(() -> read(bytes.toByteArray(), 1 << 20))
                .isInstanceOf(NotRmiException.class);
    }

    @Test
    void aStreamThatEndsEarlyIsNoValue() throws Exception {
        byte[] whole = bytes(new AttributeList(List.of(new Attribute("a", 1L))));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part, 1 << 24)).isInstanceOf(EOFException.class);
        }
    }

    /** Whatever one byte becomes, there is a value or an exception of input. */
    @Property(tries = 2_000)
    void damagedStreamsAreToldAsSuch(
            @ForAll @IntRange(min = 4, max = 2_000) int at, @ForAll byte value) throws Exception {
        AttributeList list = new AttributeList();
        list.add(new Attribute("State", "leader"));
        list.add(new Attribute("Count", 42L));
        list.add(
                new Attribute(
                        "Heap",
                        ManagementFactory.getPlatformMBeanServer()
                                .getAttribute(
                                        new ObjectName("java.lang:type=Memory"),
                                        "HeapMemoryUsage")));
        byte[] damaged = bytes(list);
        damaged[at % damaged.length] = value;
        try {
            read(damaged, 1 << 24);
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static Object read(Object value) throws IOException {
        return read(bytes(value), 1 << 24);
    }

    private static Object read(byte[] bytes, long memory) throws IOException {
        return read(bytes, memory, 1L << 40);
    }

    private static Object read(byte[] bytes, long memory, long limit) throws IOException {
        ReplyMeter meter = new ReplyMeter(new MemoryBudget(memory).holding(), limit);
        meter.begin(0);
        return new SerialReader(new DataInputStream(new ByteArrayInputStream(bytes)), meter)
                .value();
    }

    private static byte[] bytes(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    private static final class Everything implements Serializable {
        private static final long serialVersionUID = 1;
        private final boolean flag = true;
        private final char letter = "x".charAt(0);
        private final short few = (short) "xx".length();
        private final float part = 1.5f;
        private final Everything itself = this;

        @Override
        public String toString() {
            return "" + flag + letter + few + part + (itself == this);
        }
    }

    private static final class Hostile implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            ran = true;
        }
    }
}
