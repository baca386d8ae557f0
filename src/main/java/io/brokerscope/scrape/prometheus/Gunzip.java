package io.brokerscope.scrape.prometheus;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952, one or more members) as it arrives, into one small buffer that is
 * handed on whenever it has content, so that a bomb never gets bigger than that buffer. Not
 * thread-safe; holds native memory until {@link #end}.
 */
final class Gunzip {

    /** Takes decompressed bytes. */
    interface Sink {

        /** Takes the bytes; false if no more are wanted. */
        boolean accept(byte[] buffer, int offset, int length);
    }

    private enum Stage {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        DATA,
        TRAILER
    }

    private static final int FLAG_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xe0;
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private Stage stage = Stage.HEADER;
    private int position;
    private int flags;
    private int extraLength;
    private long trailer;
    private boolean memberRead;

    /**
     * Decompresses what arrived.
     *
     * @param in consumed, unless the sink wants no more
     * @param out room for decompressed bytes
     * @return false if the sink wants no more
     * @throws DataFormatException if this is not gzip or its checksum is wrong
     */
    boolean write(ByteBuffer in, byte[] out, Sink sink) throws DataFormatException {
        while (in.hasRemaining()) {
            if (stage == Stage.DATA) {
                if (!inflate(in, out, sink)) {
                    return false;
                }
            } else {
                frame(in.get() & 0xff);
            }
        }
        return true;
    }

    /** Whether the input ended where a member ended, or there was no input at all. */
    boolean complete() {
        return stage == Stage.HEADER && position == 0;
    }

    /** Frees native memory; nothing may be called afterwards. */
    void end() {
        inflater.end();
    }

    private boolean inflate(ByteBuffer in, byte[] out, Sink sink) throws DataFormatException {
        inflater.setInput(in);
        while (true) {
            int n = inflater.inflate(out);
            if (n > 0) {
                crc.update(out, 0, n);
                if (!sink.accept(out, 0, n)) {
                    return false;
                }
            } else if (inflater.finished()) {
                enter(Stage.TRAILER);
                return true;
            } else if (inflater.needsDictionary()) {
                throw new DataFormatException("preset dictionary");
            } else if (inflater.needsInput()) {
                return true;
            }
        }
    }

    private void frame(int b) throws DataFormatException {
        switch (stage) {
            case HEADER -> header(b);
            case EXTRA_LENGTH -> {
                extraLength |= b << (8 * position++);
                if (position == 2) {
                    enter(extraLength > 0 ? Stage.EXTRA : after(FLAG_EXTRA));
                }
            }
            case EXTRA -> {
                if (++position == extraLength) {
                    enter(after(FLAG_EXTRA));
                }
            }
            case NAME -> {
                if (b == 0) {
                    enter(after(FLAG_NAME));
                }
            }
            case COMMENT -> {
                if (b == 0) {
                    enter(after(FLAG_COMMENT));
                }
            }
            case HEADER_CRC -> {
                if (++position == 2) {
                    enter(Stage.DATA);
                }
            }
            case TRAILER -> trailer(b);
            case DATA -> throw new IllegalStateException("data is inflated");
        }
    }

    private void header(int b) throws DataFormatException {
        boolean wrong =
                switch (position) {
                    case 0 -> b != 0x1f;
                    case 1 -> b != 0x8b;
                    case 2 -> b != 8;
                    case 3 -> (b & RESERVED_FLAGS) != 0;
                    default -> false;
                };
        if (wrong) {
            throw new DataFormatException(
                    memberRead ? "something follows the gzip data" : "no gzip header");
        }
        if (position == 3) {
            flags = b;
        }
        if (++position == HEADER_BYTES) {
            inflater.reset();
            crc.reset();
            enter(after(0));
        }
    }

    /** The stage after the optional field of this flag; 0 stands for the fixed header. */
    private Stage after(int flag) {
        if (flag < FLAG_EXTRA && (flags & FLAG_EXTRA) != 0) {
            extraLength = 0;
            return Stage.EXTRA_LENGTH;
        }
        if (flag < FLAG_NAME && (flags & FLAG_NAME) != 0) {
            return Stage.NAME;
        }
        if (flag < FLAG_COMMENT && (flags & FLAG_COMMENT) != 0) {
            return Stage.COMMENT;
        }
        return (flags & FLAG_CRC) != 0 ? Stage.HEADER_CRC : Stage.DATA;
    }

    private void trailer(int b) throws DataFormatException {
        trailer |= (long) b << (8 * position++);
        if (position == TRAILER_BYTES) {
            long expected = crc.getValue() | (inflater.getBytesWritten() << 32);
            if (trailer != expected) {
                throw new DataFormatException("wrong checksum or length");
            }
            memberRead = true;
            enter(Stage.HEADER);
        }
    }

    private void enter(Stage next) {
        stage = next;
        position = 0;
        if (next == Stage.TRAILER) {
            trailer = 0;
        }
    }
}
