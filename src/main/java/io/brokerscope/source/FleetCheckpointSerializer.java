package io.brokerscope.source;

import io.brokerscope.model.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The bytes of what the enumerator remembers, in checkpoints and savepoints. */
public final class FleetCheckpointSerializer implements SimpleVersionedSerializer<FleetCheckpoint> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FleetCheckpoint checkpoint) throws IOException {
        StateWriter out = new StateWriter();
        out.longNumber(checkpoint.highestIncarnation());
        out.map(checkpoint.fingerprints(), out::text);
        out.list(checkpoint.failing().stream().sorted().toList(), out::text);
        TargetSpecCodec.write(out, checkpoint.targets().stream().map(KnownTarget::spec).toList());
        for (KnownTarget target : checkpoint.targets()) {
            out.longNumber(target.incarnation());
            out.number(target.absences());
        }
        return out.toBytes();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the version is not known, or the bytes are not those of a checkpoint,
     *     or bytes are left
     */
    @Override
    public FleetCheckpoint deserialize(int version, byte[] serialized) throws IOException {
        Versions.check("enumerator", version, VERSION);
        StateReader in = new StateReader(serialized);
        long highestIncarnation = in.longNumber();
        Map<String, String> fingerprints = in.map(in::text);
        Set<String> failing = Set.copyOf(in.list(in::text));
        List<KnownTarget> targets = new ArrayList<>();
        for (TargetSpec spec : TargetSpecCodec.read(in)) {
            targets.add(new KnownTarget(spec, in.longNumber(), in.number()));
        }
        in.end();
        return new FleetCheckpoint(highestIncarnation, fingerprints, failing, targets);
    }
}
