# The job and the commands of Brokerscope on the official image of Flink. Build it from the root of
# the project, after `mvn package`:
#
#   docker build --build-arg VERSION=0.1.0 --build-arg REVISION="$(git rev-parse HEAD)" -t brokerscope:0.1.0 .
#
# The tag is exact, and a digest would be more so: --build-arg FLINK_IMAGE=flink@sha256:...
ARG FLINK_IMAGE=flink:2.2.0-scala_2.12-java17
FROM ${FLINK_IMAGE}

# Which of Flink's own plugins knows the storage of checkpoints: that of S3, or for example
# flink-gs-fs-hadoop or flink-azure-fs-hadoop. Linked here and not at the start of a container
# (ENABLE_BUILT_IN_PLUGINS), whose root cannot be written to.
ARG STORAGE_PLUGIN=flink-s3-fs-presto
SHELL ["/bin/bash", "-o", "pipefail", "-e", "-u", "-c"]
RUN jar="$(ls /opt/flink/opt/"${STORAGE_PLUGIN}"-*.jar)" \
  && mkdir "/opt/flink/plugins/${STORAGE_PLUGIN}" \
  && ln -s "$jar" "/opt/flink/plugins/${STORAGE_PLUGIN}/"

# From what seldom changes to what changes with every build: what the commands need beside the job's
# jar, and the jar itself, where Flink looks for it.
COPY --chmod=755 LICENSE k8s-operator/cli.args flink-conf/log4j2.properties /opt/brokerscope/
COPY --chmod=755 target/lib /opt/brokerscope/lib
COPY --chmod=755 target/brokerscope.jar /opt/flink/usrlib/brokerscope.jar

# The user flink of the base image, by number: so Kubernetes can tell that it is not root.
USER 9999:9999

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Brokerscope" \
  org.opencontainers.image.description="An Apache Flink streaming job that watches fleets of message brokers" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.base.name="docker.io/library/flink:2.2.0-scala_2.12-java17"
