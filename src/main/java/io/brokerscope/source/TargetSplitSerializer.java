package io.brokerscope.source;

import io.brokerscope.model.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The bytes of a split in checkpoints, savepoints and on the way to a reader. */
public final class TargetSplitSerializer implements SimpleVersionedSerializer<TargetSplit> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(TargetSplit split) throws IOException {
        List<TargetSpec> specs = new ArrayList<>();
        specs.add(split.spec());
        split.predecessors().forEach(p -> specs.add(p.spec()));
        StateWriter out = new StateWriter();
        TargetSpecCodec.write(out, specs);
        out.longNumber(split.incarnation());
        out.longNumber(split.nextDue());
        out.flag(split.added());
        out.flag(split.retiring());
        for (Retirement ended : split.predecessors()) {
            out.longNumber(ended.incarnation());
            out.longNumber(ended.lastDue());
        }
        return out.toBytes();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the version is not known, or the bytes are not those of a split, or
     *     bytes are left
     */
    @Override
    public TargetSplit deserialize(int version, byte[] serialized) throws IOException {
        Versions.check("split", version, VERSION);
        StateReader in = new StateReader(serialized);
        List<TargetSpec> specs = TargetSpecCodec.read(in);
        if (specs.isEmpty()) {
            throw new IOException("a split has a target");
        }
        long incarnation = in.longNumber();
        long nextDue = in.longNumber();
        boolean added = in.flag();
        boolean retiring = in.flag();
        List<Retirement> predecessors = new ArrayList<>();
        for (TargetSpec spec : specs.subList(1, specs.size())) {
            predecessors.add(new Retirement(spec, in.longNumber(), in.longNumber()));
        }
        in.end();
        return new TargetSplit(specs.get(0), incarnation, nextDue, added, retiring, predecessors);
    }
}
