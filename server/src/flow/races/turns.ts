/** What those who take turns do the same way in every run: it looks like a race and is none. */
import type { Order } from './order.ts';
import type { Program } from './program.ts';
import type { Race, RaceSide } from './races.ts';
import { takeTurns } from './schedulers.ts';

/**
 * Of those who take turns: that the other has not run yet says that nothing in between waits, which is the same in
 * every run; and what it writes in a handler it writes when it is cancelled.
 */
export function isExpectedLater(reader: RaceSide, writer: RaceSide): boolean {
    return reader.access.asserted === 'absence' || writer.access.step.frames.some(f => f.kind === 'except');
}

/**
 * A loop that serves first who came first does the same in every run, as long as nothing in it waits for a clock
 * or for the world outside. An update that it loses is lost every time, and a defect all the same.
 */
export function isDecidedByLoop(kind: Race['kind'], a: RaceSide, b: RaceSide, { roots }: Program): boolean {
    if (kind === 'update' || !takeTurns(a.root.scheduling, b.root.scheduling)) return false;
    const tasks = roots.filter(r => takeTurns(r.scheduling, a.root.scheduling) && r.what !== 'main');
    return tasks.every(r => r.scheduling.fifo && !r.actions.some(x => x.kind === 'yield' && x.timed));
}

/**
 * Of those who take turns: the writer has written once before the test reads, and waits for something unknown before
 * it does so again. Mostly it is the test that it waits for.
 */
export function isStopped(a: RaceSide, b: RaceSide, sides: readonly RaceSide[], order: Order): boolean {
    const [reader, writer] = a.access.mode === 'read' ? [a, b] : [b, a];
    return (
        takeTurns(reader.root.scheduling, writer.root.scheduling) &&
        writer.access.afterUnknown &&
        sides.some(
            s =>
                s.root === writer.root &&
                s.access.step === writer.access.step &&
                order.before(s.access, reader.access),
        )
    );
}

/**
 * Of those who take turns: the test has slept between the start and its look, and before it writes the writer only awaits
 * what is not known to wait for anything.
 */
export function hasHadItsTurn(a: RaceSide, b: RaceSide, order: Order): boolean {
    const [reader, writer] = a.access.mode === 'read' ? [a, b] : [b, a];
    const { scheduling } = writer.root;
    if (!takeTurns(reader.root.scheduling, scheduling) || !writer.access.afterUnknown) return false;
    const { actions } = writer.root;
    const waits = actions.slice(0, actions.indexOf(writer.access)).filter(x => x.kind !== 'access');
    if (waits.some(x => x.kind !== 'yield' || x.sure)) return false;
    const start = reader.root.actions.findIndex(x => x.kind === 'spawn' && x.root === writer.root.id);
    return (
        start !== -1 &&
        reader.root.actions.some(
            (x, i) =>
                i > start &&
                x.kind === 'yield' &&
                x.sure &&
                (scheduling.fifo || x.timed) &&
                order.before(x, reader.access),
        )
    );
}
