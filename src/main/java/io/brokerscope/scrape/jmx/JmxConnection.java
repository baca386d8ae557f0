package io.brokerscope.scrape.jmx;

import io.brokerscope.scrape.security.Redactor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;

/**
 * A session with the MBean server of a JVM: the interface {@code RMIConnection} of {@code
 * javax.management.remote.rmi}, by the hashes of its methods. It only reads. Used by one thread at
 * a time, except that its {@link Sockets} may be closed at any time.
 */
final class JmxConnection {

    private static final long GET_MBEAN_COUNT = -2042362057335820635L;
    private static final long QUERY_NAMES = 9152567528369059802L;
    private static final long GET_ATTRIBUTES = 6285293806596348999L;

    private static final String HASH_SET = "java.util.HashSet";
    private static final String ARRAY_LIST = "java.util.ArrayList";
    private static final String OBJECT_NAME = ObjectName.class.getName();

    private final JmxAccess access;
    private final Sockets sockets;
    private final JrmpStream stream;
    private final RemoteReference connection;

    /**
     * @param access what it was opened with
     * @param sockets all sockets it uses
     * @param stream leads to the remote object
     * @param connection the remote object, an {@code RMIConnection}
     */
    JmxConnection(
            JmxAccess access, Sockets sockets, JrmpStream stream, RemoteReference connection) {
        this.access = access;
        this.sockets = sockets;
        this.stream = stream;
        this.connection = connection;
    }

    Sockets sockets() {
        return sockets;
    }

    /** Hides the credentials in whatever the other side tells. */
    Redactor redactor() {
        return access.redactor();
    }

    /** Whether it was made with these credentials and certificates. */
    boolean madeWith(JmxAccess other) {
        return access.equals(other);
    }

    /** How long each wait for an answer may take, until further notice. */
    void timeout(int ms) throws IOException {
        stream.timeout(ms);
    }

    /** Number of MBeans. */
    int mbeanCount() throws IOException, RemoteFailure {
        stream.call(connection, JrmpStream.BY_HASH, GET_MBEAN_COUNT, (Object) null);
        Number count = AttributeValues.number(stream.reply());
        if (count == null) {
            throw new NotRmiException("the answer is no number of MBeans");
        }
        return count.intValue();
    }

    /** Asks for the names that fit a pattern: {@link #names} tells them. */
    void askNames(ObjectName pattern) throws IOException {
        stream.call(connection, JrmpStream.BY_HASH, QUERY_NAMES, pattern, null, null);
    }

    /** Answer to the first {@link #askNames} that has none yet. */
    List<String> names() throws IOException, RemoteFailure {
        if (!(stream.reply() instanceof SerialObject set) || !set.is(HASH_SET)) {
            throw new NotRmiException("the answer is no set of names");
        }
        List<String> names = new ArrayList<>();
        for (Object element : set.elements(HASH_SET)) {
            List<Object> parts =
                    element instanceof SerialObject name ? name.elements(OBJECT_NAME) : List.of();
            if (!parts.isEmpty() && parts.get(0) instanceof String text) {
                names.add(text);
            }
        }
        return names;
    }

    /** Asks for attributes of an MBean: {@link #attributes} tells them. */
    void askAttributes(ObjectName mbean, String[] attributes) throws IOException {
        stream.call(connection, JrmpStream.BY_HASH, GET_ATTRIBUTES, mbean, attributes, null);
    }

    /**
     * Answer to the first {@link #askAttributes} that has none yet. Attributes that could not be
     * read over there are not in it.
     */
    Map<String, Object> attributes() throws IOException, RemoteFailure {
        if (!(stream.reply() instanceof SerialObject list) || !list.is(ARRAY_LIST)) {
            throw new NotRmiException("the answer is no list of attributes");
        }
        Map<String, Object> values = new HashMap<>();
        for (Object element : list.elements(ARRAY_LIST)) {
            if (element instanceof SerialObject attribute
                    && attribute.field("name") instanceof String name) {
                values.put(name, attribute.field("value"));
            }
        }
        return values;
    }
}
