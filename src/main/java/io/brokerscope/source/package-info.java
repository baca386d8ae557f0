/**
 * The source: who is read, by which reader, and when.
 *
 * <h2>Three parts</h2>
 *
 * <ul>
 *   <li>{@link io.brokerscope.source.TargetEnumerator} runs on the JobManager: it discovers targets
 *       and gives each of them to one reader.
 *   <li>{@link io.brokerscope.source.TargetReader} runs in every source subtask: it emits what its
 *       targets have to tell.
 *   <li>{@link io.brokerscope.source.TargetSplit} is one incarnation of one target, and how far its
 *       ticks have been told.
 * </ul>
 *
 * <h2>What a reader promises</h2>
 *
 * <p>A split changes with each record it gives rise to, on the thread that takes checkpoints. So
 * the records before a checkpoint and the splits in it always agree, and after a restore the stream
 * goes on where the checkpoint cut it: ADDED once, then every tick once, READ or in a MISSED range,
 * then RETIRED once. A tick is never stored by number and never taken from the clock alone: the
 * next one moves along the grid, so a clock that jumps back repeats nothing and one that jumps
 * ahead leaves a MISSED range.
 *
 * <h2>Who holds what</h2>
 *
 * <p>The enumerator knows which incarnations are <em>wanted</em>; the readers know which ones they
 * <em>hold</em>. The second cannot be concluded from the first: after a failover without the
 * coordinator readers hold what they held at an older checkpoint, and a rescale deals splits out
 * anew. Therefore:
 *
 * <ol>
 *   <li>A reader, when it starts, reports every (target, incarnation) it was restored with, before
 *       anything is said to it. From its registration until this report it counts as unknown.
 *   <li>As long as one reader is unknown the enumerator assigns and retires nothing: what seems to
 *       be held by nobody may be held there.
 *   <li>Once all have reported, and after every change of what is wanted, it compares wanted with
 *       held and says what makes them equal: <em>retire</em> what is not wanted, <em>replace</em> a
 *       stale incarnation by the wanted one, <em>assign</em> what nobody holds to the reader that
 *       holds the fewest.
 *   <li>What was said counts as done. The runtime delivers it in order, or fails the reader, which
 *       then reports anew. It also keeps the order with checkpoints: what the enumerator said
 *       before its own snapshot is in the reader's snapshot of the same checkpoint, what it said
 *       after is not. So nothing has to be confirmed, and neither ownership nor retirements in
 *       progress are part of the enumerator's state.
 *   <li>Splits that the runtime gives back, because the failed reader had them after its last
 *       checkpoint, need no care: wanted ones are held by nobody once all have reported, and the
 *       others are not missed. None of their records was ever committed.
 * </ol>
 *
 * <p>A report of an earlier attempt cannot come late: the runtime drops events of attempts that do
 * not run any more before it resets the subtask and lets the next attempt register.
 *
 * <p>A replacement is one split that carries the ended incarnation with it, so that ADDED of the
 * new one comes before RETIRED of the old one, whichever reader holds it then, and the new first
 * tick follows the old last one without overlap or hole. Readers that are restored without the
 * coordinator go on with what they had until the answer to their report comes; those ticks belong
 * to the incarnation that was open at the checkpoint, which ends a little later than it did before.
 *
 * <h2>Notices</h2>
 *
 * <p>Discovery's notices travel as records too. They are told at least once while they hold: after
 * a reader was lost, failures and refusals that still last are told again. A notice of a single
 * moment (a cluster added, changed, removed) can be lost with the reader that was to emit it.
 */
package io.brokerscope.source;
