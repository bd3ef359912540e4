/** Waits for the end of work: `t.join()`, `future.result()`, `wait(futures)`, `pool.shutdown()`. */
import type { Expr } from '../../../syntax/ast.ts';
import { assertionOf } from '../../assertions.ts';
import { argumentAt, type Call } from '../../timeline.ts';
import type { ActionPlace } from '../program.ts';
import { isTiny } from '../shapes.ts';
import { act, type Building, type OpenRoot } from './state.ts';

const ENDS = /^(join|result|exception|get|wait|shutdown|communicate|waitall|joinall|done|is_alive|isAlive)$/;
const RAISES_IN_TIME = /^(result|exception|get|communicate)$/;
const OTHER_PROCESS = /^subprocess\.Popen\(\)\.(wait|communicate)$/;
const ASKS = /^(done|is_alive|isAlive)$/;

/** Also `t.is_alive()` where somebody asks; `false` if the call is no wait for an end. */
export function joins(build: Building, call: Call, root: OpenRoot, at: ActionPlace): boolean {
    const { name, expr, effect, step } = call;
    const receiver = expr.func.kind === 'attribute' ? expr.func.value : undefined;
    const waitsForEnd = effect?.kind === 'wait' && (effect.what === 'end' || effect.what === 'result');
    if (!(ENDS.test(name) || waitsForEnd) || call.origin?.startsWith('str()')) return false;
    if (receiver && build.sync.kinds.kindOf(receiver, step.body.scope)) return false;
    const ids = waitedFor(build, call, receiver);
    const join = (roots: ReadonlySet<number> | undefined, sure: boolean): true => {
        act(build, root, { kind: 'join', roots, sure, ...at });
        return true;
    };
    if (ids.length === 0) {
        // The end of a process says nothing about the threads of this one.
        if (OTHER_PROCESS.test(call.origin ?? '')) return true;
        if (effect?.kind !== 'wait' || isTiny(expr)) return false;
        if (root.id !== 0) root.unknown = true;
        return join(undefined, true);
    }
    if (ASKS.test(name)) {
        // `assert t.is_alive()` says that it still runs; any other question is there to know the end.
        const stillRuns = assertionOf(step) === 'presence' && name !== 'done';
        return stillRuns || join(new Set(ids), true);
    }
    const raises = RAISES_IN_TIME.test(name);
    const limited = isLimited(call);
    if (limited && !raises && isTiny(expr)) return true;
    if (name === 'shutdown' && doesNotWait(call)) return true;
    return join(new Set(ids), raises || !limited || call.use !== 'statement');
}

function waitedFor({ handles }: Building, { expr, step }: Call, receiver: Expr | undefined): number[] {
    const ids = receiver ? handles.rootsOf(receiver, step) : [];
    const [first] = expr.args;
    return ids.length > 0 || !first ? ids : handles.rootsOf(first, step);
}

function isLimited({ expr, name }: Call): boolean {
    const timeout = argumentAt(expr, {
        keyword: 'timeout',
        ...(/^(join|result|exception|get)$/.test(name) ? { index: 0 } : {}),
    });
    return timeout !== undefined && !(timeout.kind === 'constant' && timeout.value === null);
}

/** `pool.shutdown(wait=False)` */
function doesNotWait({ expr }: Call): boolean {
    const wait = argumentAt(expr, { index: 0, keyword: 'wait' });
    return wait?.kind === 'constant' && wait.value === false;
}
