package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.ScrapeRequest;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

/** What the source emits is written field by field, with no generic serializer anywhere in it. */
class ScrapeRequestTypeTest {

    private final TypeInformation<ScrapeRequest> type =
            new TargetSource(new ScriptedDiscovery("type"), TargetSourceSettings.withMaxTargets(1))
                    .getProducedType();

    @Test
    void requestsNeedNoGenericSerializer() {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(ScrapeRequest.class);
    }

    @Test
    void requestsComeBackAsTheyWere() throws IOException {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        TypeSerializer<ScrapeRequest> serializer = type.createSerializer(config);
        ScrapeRequest read =
                new ScrapeRequest(
                        ScrapeRequest.Kind.READ,
                        Specs.full(),
                        3,
                        15_000,
                        15_000,
                        null,
                        ScrapeRequest.Origin.here());
        ScrapeRequest bare =
                new ScrapeRequest(
                        ScrapeRequest.Kind.ADDED,
                        Specs.spec("c", 1, 15_000),
                        3,
                        15_000,
                        15_000,
                        null,
                        ScrapeRequest.Origin.here());
        ScrapeRequest notice =
                new ScrapeRequest(
                        ScrapeRequest.Kind.NOTICE,
                        null,
                        0,
                        5,
                        5,
                        new DiscoveryNotice(
                                "c", DiscoveryNotice.Type.DISCOVERY_FAILED, "no answer", 5),
                        ScrapeRequest.Origin.here());
        for (ScrapeRequest request : new ScrapeRequest[] {read, bare, notice}) {
            DataOutputSerializer out = new DataOutputSerializer(1_024);
            serializer.serialize(request, out);
            DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
            assertThat(serializer.deserialize(in)).isEqualTo(request);
            assertThat(in.available()).isZero();
            assertThat(serializer.copy(request)).isEqualTo(request);
        }
    }
}
