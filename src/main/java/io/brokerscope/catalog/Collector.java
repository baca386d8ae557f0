package io.brokerscope.catalog;

import io.brokerscope.model.NameFilter;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.settings.LimitSettings;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Collects the answers of one target. Until its dialect is known it keeps a book per dialect; at
 * the end of the read the one whose rules know most of what was introduced is taken.
 *
 * <p>Afterwards it goes on counting what other dialects would have known. When clearly fewer rules
 * of the dialect are seen in a whole answer than another one knows, the dialect is recognised anew
 * at the next read.
 */
final class Collector implements SeriesCollector {

    /** What {@link io.brokerscope.model.Readings#dialect} says where no dialect fits. */
    static final String NO_DIALECT = "unknown";

    private final Catalog catalog;
    private final int forced;
    private final LimitSettings limits;
    private final NameFilter topics;
    private final List<Dialect> dialects;
    private final Columns counters = new Columns();
    private final Columns gauges = new Columns();

    /** Per dialect the rules of its own that know a series introduced in this generation. */
    private final BitSet[] votes;

    /** The name that was introduced last, and who knows it: series of one name come in a row. */
    private String name;

    private Candidates known;

    /** What series of that name mean; null before the first one and between reads. */
    private Meanings meanings;

    private long generation;
    private boolean restart;
    private int next;

    /** The dialect, or -1 while it is being recognised. */
    private int current;

    private Book book;

    /** While recognising: a book per dialect, null where it knows nothing yet. */
    private Book[] candidates;

    /** While recognising: per handle the dialects' handles, -1 where a dialect knows nothing. */
    private int[] candidateHandles;

    private int candidateCount;

    Collector(Catalog catalog, int forced, LimitSettings limits, NameFilter topics) {
        this.catalog = catalog;
        this.forced = forced;
        this.limits = limits;
        this.topics = topics;
        this.dialects = catalog.dialects();
        this.votes = new BitSet[dialects.size()];
        Arrays.setAll(votes, i -> new BitSet());
        renew(forced);
    }

    private void renew(int dialect) {
        current = dialect;
        meanings = null;
        counters.renumber();
        gauges.renumber();
        for (BitSet vote : votes) {
            vote.clear();
        }
        book = dialect < 0 ? null : newBook(dialect, counters, gauges);
        candidates = dialect < 0 ? new Book[dialects.size()] : null;
        candidateHandles = dialect < 0 ? new int[64 * dialects.size()] : null;
        candidateCount = 0;
    }

    private Book newBook(int dialect, Columns counterColumns, Columns gaugeColumns) {
        return new Book(
                dialects.get(dialect),
                catalog.metrics(),
                limits,
                topics,
                counterColumns,
                gaugeColumns);
    }

    @Override
    public long begin() {
        if (restart) {
            restart = false;
            generation++;
            renew(next);
        } else if (book != null) {
            book.begin();
        } else {
            for (Book candidate : candidates) {
                if (candidate != null) {
                    candidate.begin();
                }
            }
        }
        return generation;
    }

    @Override
    public int series(String seriesName, String[] labels) {
        if (!seriesName.equals(name) || meanings == null) {
            name = seriesName;
            known = catalog.candidates(name);
            meanings = meanings == null ? new Meanings() : meanings;
            if (known != null) {
                meanings.begin(known.labels());
            }
        }
        if (known == null) {
            return UNKNOWN;
        }
        int handle = meanings.find(labels);
        if (handle == Meanings.NOT_KNOWN) {
            handle = meaning(labels);
            meanings.put(handle);
        } else {
            introduceAlike(handle);
        }
        return handle;
    }

    private int meaning(String[] labels) {
        if (forced >= 0) {
            Rule.Match match = catalog.match(known.rules()[forced], name, labels);
            return match == null ? UNKNOWN : book.introduce(match);
        }
        int width = dialects.size();
        if (current < 0 && (candidateCount + 1) * width > candidateHandles.length) {
            candidateHandles = Arrays.copyOf(candidateHandles, candidateHandles.length * 2);
        }
        int handle = UNKNOWN;
        for (int dialect = 0; dialect < width; dialect++) {
            Rule.Match match = catalog.match(known.rules()[dialect], name, labels);
            if (match != null && !match.rule().common()) {
                votes[dialect].set(match.rule().index());
            }
            if (current >= 0) {
                handle = match != null && dialect == current ? book.introduce(match) : handle;
                continue;
            }
            int own = UNKNOWN;
            if (match != null) {
                if (candidates[dialect] == null) {
                    candidates[dialect] = newBook(dialect, new Columns(), new Columns());
                }
                own = candidates[dialect].introduce(match);
                handle = candidateCount;
            }
            candidateHandles[candidateCount * width + dialect] = own;
        }
        if (current >= 0 || handle == UNKNOWN) {
            return handle;
        }
        return leadsWhereTheLastOneLed() ? candidateCount - 1 : candidateCount++;
    }

    private void introduceAlike(int handle) {
        if (handle < 0) {
            return;
        }
        if (book != null) {
            book.introduceAlike(handle);
            return;
        }
        int width = dialects.size();
        for (int dialect = 0; dialect < width; dialect++) {
            int own = candidateHandles[handle * width + dialect];
            if (own >= 0) {
                candidates[dialect].introduceAlike(own);
            }
        }
    }

    /** Whether all dialects lead the series at hand where they led the one before. */
    private boolean leadsWhereTheLastOneLed() {
        int width = dialects.size();
        int at = candidateCount * width;
        return candidateCount > 0
                && Arrays.equals(
                        candidateHandles, at - width, at, candidateHandles, at, at + width);
    }

    @Override
    public void sample(int handle, double value) {
        if (handle < 0) {
            return;
        }
        if (book != null) {
            book.sample(handle, value);
            return;
        }
        int width = dialects.size();
        for (int dialect = 0; dialect < width; dialect++) {
            int own = candidateHandles[handle * width + dialect];
            if (own >= 0) {
                candidates[dialect].sample(own, value);
            }
        }
    }

    @Override
    public Collected end(boolean complete) {
        // Most reads introduce nothing: thousands of targets keep none of it for the next one.
        meanings = null;
        if (book != null) {
            Collected collected = book.end(complete, book.fullName());
            if (forced < 0 && complete && anotherFitsBetter()) {
                restartWith(-1);
            } else if (book.stale(complete)) {
                restartWith(current);
            }
            return collected;
        }
        int best = mostVotes(-1);
        if (votes[best].isEmpty()) {
            return endUnrecognised(complete);
        }
        restartWith(best);
        return candidates[best].end(complete, candidates[best].fullName());
    }

    private void restartWith(int dialect) {
        restart = true;
        next = dialect;
    }

    /** The dialect whose rules know most, the first by precedence of several, but not this one. */
    private int mostVotes(int except) {
        int best = -1;
        for (int dialect = 0; dialect < votes.length; dialect++) {
            boolean more = best < 0 || votes[dialect].cardinality() > votes[best].cardinality();
            if (dialect != except && more) {
                best = dialect;
            }
        }
        return best;
    }

    /**
     * Compares with what the dialect still knows in this answer, not with what it once knew. The
     * margin keeps series that come and go from causing it.
     */
    private boolean anotherFitsBetter() {
        int seen = book.ownRulesSeen();
        return votes[mostVotes(current)].cardinality() - seen > Math.max(2, seen / 8);
    }

    /** What all dialects have in common is told even where none is recognised. */
    private Collected endUnrecognised(boolean complete) {
        for (Book candidate : candidates) {
            if (candidate != null) {
                if (candidate.stale(complete)) {
                    restartWith(-1);
                }
                return candidate.end(complete, NO_DIALECT);
            }
        }
        return newBook(0, counters, gauges).end(complete, NO_DIALECT);
    }

    @Override
    public long retainedBytes() {
        long bytes = meanings == null ? 0 : meanings.bytes();
        if (book != null) {
            return bytes + book.retainedBytes();
        }
        bytes += 4L * candidateHandles.length;
        for (Book candidate : candidates) {
            bytes += candidate == null ? 0 : candidate.retainedBytes();
        }
        return bytes;
    }
}
