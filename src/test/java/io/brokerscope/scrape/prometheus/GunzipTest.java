package io.brokerscope.scrape.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.testsupport.MisbehavingServer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GunzipTest {

    private final Gunzip gunzip = new Gunzip();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void end() {
        gunzip.end();
    }

    @Property(tries = 200)
    void readsWhatTheJdkWrites(
            @ForAll @StringLength(max = 500) String text,
            @ForAll @IntRange(min = 1, max = 50) int step)
            throws DataFormatException {
        Gunzip any = new Gunzip();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] gzip = MisbehavingServer.gzipped(text, 0, "");
        for (int i = 0; i < gzip.length; i += step) {
            ByteBuffer part = ByteBuffer.wrap(gzip, i, Math.min(step, gzip.length - i));
            assertThat(any.write(part, new byte[7], collect(read))).isTrue();
        }
        assertThat(any.complete()).isTrue();
        assertThat(read.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        any.end();
    }

    @Test
    void readsOptionalHeaderFields() throws DataFormatException {
        byte[] plain = MisbehavingServer.gzipped("hello", 0, "");
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.write(plain, 0, 3);
        gzip.write(2 | 4 | 8 | 16);
        gzip.write(plain, 4, 6);
        gzip.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
        gzip.writeBytes(new byte[] {'n', 0, 'c', 'c', 0, 1, 2});
        gzip.write(plain, 10, plain.length - 10);
        assertThat(read(gzip.toByteArray())).isEqualTo("hello");
        assertThat(gunzip.complete()).isTrue();
    }

    @Test
    void readsAnEmptyExtraField() throws DataFormatException {
        byte[] plain = MisbehavingServer.gzipped("hello", 0, "");
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.write(plain, 0, 3);
        gzip.write(4);
        gzip.write(plain, 4, 6);
        gzip.writeBytes(new byte[] {0, 0});
        gzip.write(plain, 10, plain.length - 10);
        assertThat(read(gzip.toByteArray())).isEqualTo("hello");
    }

    @Test
    void readsSeveralMembers() throws DataFormatException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.writeBytes(MisbehavingServer.gzipped("one ", 0, ""));
        gzip.writeBytes(MisbehavingServer.gzipped("two", 0, ""));
        assertThat(read(gzip.toByteArray())).isEqualTo("one two");
        assertThat(gunzip.complete()).isTrue();
    }

    @Test
    void readsDirectBuffers() throws DataFormatException {
        byte[] gzip = MisbehavingServer.gzipped("hello", 0, "");
        ByteBuffer direct = ByteBuffer.allocateDirect(gzip.length).put(gzip).flip();
        gunzip.write(direct, new byte[64], collect(out));
        assertThat(out).hasToString("hello");
    }

    @Test
    void handsOnABombInSmallPiecesAndStopsWhenTold() throws DataFormatException {
        byte[] bomb = MisbehavingServer.gzipped("", 100, "\0".repeat(1 << 20));
        int[] pieces = {0};
        boolean more =
                gunzip.write(
                        ByteBuffer.wrap(bomb),
                        new byte[4_096],
                        (buffer, offset, length) -> {
                            assertThat(length).isLessThanOrEqualTo(4_096);
                            return ++pieces[0] < 10;
                        });
        assertThat(more).isFalse();
        assertThat(pieces[0]).isEqualTo(10);
    }

    @Test
    void knowsWhetherItIsComplete() throws DataFormatException {
        assertThat(gunzip.complete()).as("nothing at all").isTrue();
        byte[] gzip = MisbehavingServer.gzipped("hello", 0, "");
        gunzip.write(ByteBuffer.wrap(gzip, 0, gzip.length - 1), new byte[64], collect(out));
        assertThat(gunzip.complete()).isFalse();
    }

    @Test
    void refusesWhatIsNoGzip() {
        assertThatThrownBy(() -> read("# HELP a b\n".getBytes()))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("no gzip header");
    }

    @Test
    void refusesReservedFlagsAndOtherMethods() {
        byte[] gzip = MisbehavingServer.gzipped("hello", 0, "");
        gzip[3] = (byte) 0x80;
        assertThatThrownBy(() -> read(gzip)).isInstanceOf(DataFormatException.class);
        gzip[3] = 0;
        gzip[2] = 7;
        Gunzip other = new Gunzip();
        assertThatThrownBy(() -> other.write(ByteBuffer.wrap(gzip), new byte[9], collect(out)))
                .isInstanceOf(DataFormatException.class);
        other.end();
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] gzip = MisbehavingServer.gzipped("hello", 0, "");
        gzip[gzip.length - 8] ^= 1;
        assertThatThrownBy(() -> read(gzip)).hasMessageContaining("checksum");
    }

    @Test
    void refusesDamagedDataAndDataBehindTheEnd() {
        byte[] gzip = MisbehavingServer.gzipped("hello", 0, "");
        byte[] damaged = gzip.clone();
        damaged[10] = (byte) 0xff;
        assertThatThrownBy(() -> read(damaged)).isInstanceOf(DataFormatException.class);

        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.writeBytes(gzip);
        more.write('x');
        Gunzip other = new Gunzip();
        assertThatThrownBy(
                        () ->
                                other.write(
                                        ByteBuffer.wrap(more.toByteArray()),
                                        new byte[9],
                                        collect(out)))
                .hasMessageContaining("follows");
        other.end();
    }

    @Test
    void checksumsCoverEverything() throws DataFormatException {
        String text = "0123456789".repeat(10_000);
        byte[] gzip = MisbehavingServer.gzipped(text, 0, "");
        assertThat(read(gzip)).isEqualTo(text);
        CRC32 crc = new CRC32();
        crc.update(out.toByteArray());
        assertThat(crc.getValue() & 0xff).isEqualTo(gzip[gzip.length - 8] & 0xff);
    }

    private String read(byte[] gzip) throws DataFormatException {
        gunzip.write(ByteBuffer.wrap(gzip), new byte[64], collect(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Gunzip.Sink collect(ByteArrayOutputStream to) {
        return (buffer, offset, length) -> {
            to.write(buffer, offset, length);
            return true;
        };
    }
}
