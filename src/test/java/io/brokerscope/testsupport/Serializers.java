package io.brokerscope.testsupport;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's own serializers of what is kept in state. */
public final class Serializers {

    private Serializers() {}

    public static <T> TypeSerializer<T> of(Class<T> type) {
        return TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
    }
}
