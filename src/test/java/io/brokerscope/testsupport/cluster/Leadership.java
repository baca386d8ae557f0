package io.brokerscope.testsupport.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.highavailability.zookeeper.CuratorFrameworkWithUnhandledErrorListener;
import org.apache.flink.runtime.util.ZooKeeperUtils;
import org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.KeeperException;

/** Reads in ZooKeeper which JobManager leads. */
final class Leadership implements AutoCloseable {

    private static final String DISPATCHER =
            ZooKeeperUtils.generateConnectionInformationPath(
                    ZooKeeperUtils.getLeaderPath("dispatcher"));

    /** As in {@code pekko.tcp://flink@127.0.0.1:23456/user/rpc/dispatcher_1}. */
    private static final Pattern PORT = Pattern.compile("@[^:/]+:(\\d+)/");

    private final CuratorFrameworkWithUnhandledErrorListener curator;

    Leadership(Configuration configuration) {
        curator = ZooKeeperUtils.startCuratorFramework(configuration, error -> {});
    }

    /** RPC port of the JobManager that leads or, for a moment, of one that did so and died. */
    Optional<Integer> leaderPort() throws IOException {
        byte[] data;
        try {
            data = curator.asCuratorFramework().getData().forPath(DISPATCHER);
        } catch (KeeperException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw new IOException("the leader cannot be read", e);
        }
        if (data == null || data.length == 0) {
            return Optional.empty();
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(data))) {
            Matcher port = PORT.matcher(in.readUTF());
            return port.find() ? Optional.of(Integer.valueOf(port.group(1))) : Optional.empty();
        }
    }

    @Override
    public void close() {
        curator.close();
    }
}
