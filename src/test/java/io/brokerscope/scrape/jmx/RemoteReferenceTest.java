package io.brokerscope.scrape.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.scrape.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.net.Socket;
import java.rmi.Remote;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import javax.rmi.ssl.SslRMIServerSocketFactory;
import org.junit.jupiter.api.Test;

class RemoteReferenceTest {

    @Test
    void aStubLeadsToAnAddress() throws Exception {
        Remote object = new Remote() {};
        Remote stub = UnicastRemoteObject.exportObject(object, 0);
        try {
            RemoteReference reference = RemoteReference.of(read(stub));
            assertThat(stub.toString())
                    .contains("[" + reference.host() + ":" + reference.port() + "]");
            assertThat(reference.tls()).isFalse();
            assertThat(reference.objectId()).hasSize(22);
        } finally {
            UnicastRemoteObject.unexportObject(object, true);
        }
    }

    @Test
    void aStubMayWantTls() throws Exception {
        Remote object = new Remote() {};
        Remote stub =
                UnicastRemoteObject.exportObject(
                        object,
                        0,
                        new SslRMIClientSocketFactory(),
                        new SslRMIServerSocketFactory());
        try {
            RemoteReference reference = RemoteReference.of(read(stub));
            assertThat(reference.tls()).isTrue();
            assertThat(stub.toString()).contains(reference.host() + ":" + reference.port());
        } finally {
            UnicastRemoteObject.unexportObject(object, true);
        }
    }

    @Test
    void aStubWithSocketsOfItsOwnIsRefused() throws Exception {
        Remote object = new Remote() {};
        Remote stub = UnicastRemoteObject.exportObject(object, 0, new OwnSockets(), null);
        try {
            Object read = read(stub);
            assertThatThrownBy(() -> RemoteReference.of(read))
                    .isInstanceOf(NotRmiException.class)
                    .hasMessageContaining(OwnSockets.class.getName());
        } finally {
            UnicastRemoteObject.unexportObject(object, true);
        }
    }

    @Test
    void whatIsNoStubIsRefused() throws Exception {
        for (Object value : new Object[] {"text", null, 5L, new Serializable[0]}) {
            Object read = read(value);
            assertThatThrownBy(() -> RemoteReference.of(read))
                    .isInstanceOf(NotRmiException.class)
                    .hasMessageContaining("no stub");
        }
    }

    @Test
    void aStubThatIsItsOwnHandlerIsRefused() {
        SerialObject stub = new SerialObject(List.of("a proxy"));
        stub.put("h", stub);
        assertThatThrownBy(() -> RemoteReference.of(stub))
                .isInstanceOf(NotRmiException.class)
                .hasMessageContaining("no stub");
    }

    /** The numbers in {@link JmxConnection} and {@link JmxConnector}. */
    @Test
    void methodsHaveTheHashesOfTheSpecification() throws Exception {
        assertThat(hashes(RMIServer.class)).containsEntry("newClient", -1089742558549201240L);
        assertThat(hashes(RMIConnection.class))
                .containsEntry("getMBeanCount", -2042362057335820635L)
                .containsEntry("queryNames", 9152567528369059802L)
                .containsEntry("getAttributes", 6285293806596348999L);
    }

    private static Map<String, Long> hashes(Class<?> remote) throws Exception {
        Map<String, Long> hashes = new HashMap<>();
        for (Method method : remote.getMethods()) {
            StringBuilder descriptor = new StringBuilder(method.getName()).append('(');
            for (Class<?> parameter : method.getParameterTypes()) {
                descriptor.append(parameter.descriptorString());
            }
            descriptor.append(')').append(method.getReturnType().descriptorString());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new DataOutputStream(bytes).writeUTF(descriptor.toString());
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes.toByteArray());
            long hash = 0;
            for (int i = 7; i >= 0; i--) {
                hash = hash << 8 | (digest[i] & 0xff);
            }
            hashes.put(method.getName(), hash);
        }
        return hashes;
    }

    private static Object read(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        ReplyMeter meter = new ReplyMeter(new MemoryBudget(1 << 24).holding(), 1 << 20);
        meter.begin(0);
        byte[] all = bytes.toByteArray();
        return new SerialReader(new DataInputStream(new ByteArrayInputStream(all)), meter).value();
    }

    private static final class OwnSockets implements RMIClientSocketFactory, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(host, port);
        }
    }
}
