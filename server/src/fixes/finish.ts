/** Waiting for the end of what was started, by its own handle: join, result, wait, or an item from its queue. */
import { argumentAt, type Call, type Step } from '../flow/timeline.ts';
import { dottedName, receiverName } from '../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from './edits.ts';
import { joinLines } from './ended.ts';
import { removeUnusedImport } from './imports.ts';
import { freshName } from './names.ts';
import { absolute, type Place, refer } from './place.ts';
import { deleteLines, replaceStatement } from './source.ts';
import type { Spawn } from './workers.ts';

/** `thread.join(timeout=10)` with the check that it ended; for threads, timers and multiprocessing. */
export function joinThread(handle: string, sleep: Step, place: Place): FixPlan | undefined {
    return instead(
        'join',
        `Join \`${handle}\` (unsafe: waits for its end, ${place.timeout} s at most)`,
        joinLines(handle, sleep.body, sleep.start, place),
        sleep,
        place,
    );
}

/** `future.result(timeout=10)`; a future that was dropped gets a name. */
export function askFuture(spawn: Spawn, sleep: Step, place: Place): FixPlan | undefined {
    const named = nameOf(spawn, 'future', place);
    return (
        named &&
        instead(
            'future-result',
            `Ask \`${named.name}\` for its result (unsafe: waits for the job's end and raises what it raised, ${place.timeout} s at most)`,
            [`${named.name}.result(timeout=${place.timeout})`],
            sleep,
            place,
            named.edits,
        )
    );
}

/** `await asyncio.wait_for(task, timeout=10)`; a task that was dropped gets a name. */
export function awaitTask(spawn: Spawn, sleep: Step, place: Place): FixPlan | undefined {
    const named = nameOf(spawn, 'task', place);
    const waitFor = refer(place, sleep.body, sleep.start, 'asyncio', 'wait_for');
    return (
        named &&
        waitFor &&
        instead(
            'await-task',
            `Await \`${named.name}\` (unsafe: waits for the task's end and raises what it raised, ${place.timeout} s at most)`,
            [`await ${waitFor.text}(${named.name}, timeout=${place.timeout})`],
            sleep,
            place,
            [...named.edits, ...waitFor.edits],
        )
    );
}

/** `process.wait(timeout=10)` for subprocess; raises when the time is up. */
export function waitForProcess(handle: string, sleep: Step, place: Place): FixPlan | undefined {
    return instead(
        'process-wait',
        `Wait for \`${handle}\` to exit (unsafe: waits for its end, ${place.timeout} s at most)`,
        [`${handle}.wait(timeout=${place.timeout})`],
        sleep,
        place,
    );
}

/** The process that the test ended or is about to wait for anyway, so that it is known to exit by itself. */
export function exitingProcess(sleep: Step): { handle: string; kind: 'popen' | 'process' } | undefined {
    const { steps } = sleep.body;
    const near = [...steps.slice(Math.max(0, sleep.index - 3), sleep.index)].reverse();
    for (const { calls } of near) {
        for (const call of calls) {
            const kind = processKind(call, /^(terminate|kill|send_signal)$/);
            const handle = receiverName(call.expr);
            if (kind && handle !== undefined) return { handle, kind };
        }
    }
    const next = steps[sleep.index + 1];
    for (const call of next?.calls ?? []) {
        // `assert process.poll() is not None`: the test expects the end.
        const kind = next?.stmt.kind === 'assert' ? processKind(call, /^poll$/) : undefined;
        const handle = receiverName(call.expr);
        const expects = next?.stmt.kind === 'assert' && next.stmt.test.kind === 'compare';
        const none =
            expects &&
            next.stmt.kind === 'assert' &&
            next.stmt.test.kind === 'compare' &&
            next.stmt.test.ops[0] === 'is';
        if (kind && handle !== undefined && expects && !none) return { handle, kind };
    }
    return undefined;
}

/** Signals that end a process; others it may live through. */
const ENDS = /(^|\.)(SIGKILL|SIGTERM|SIGINT|SIGQUIT|SIGABRT|CTRL_C_EVENT|CTRL_BREAK_EVENT)$/;

/** `os.kill(process.pid, signal.SIGKILL)` of a `Popen` that the test holds. */
export function killedById(sleep: Step, place: Place): { handle: string; kind: 'popen' } | undefined {
    const before = sleep.body.steps[sleep.index - 1];
    for (const { origin, expr } of before?.calls ?? []) {
        const [pid, signal] = expr.args;
        if (origin !== 'os.kill' || pid?.kind !== 'attribute' || pid.attr !== 'pid' || !signal) continue;
        if (!ENDS.test(dottedName(signal) ?? '')) continue;
        const handle = dottedName(pid.value);
        const made = place.facts.resolver.origin(pid.value, sleep.body.scope);
        if (handle !== undefined && made === 'subprocess.Popen()') return { handle, kind: 'popen' };
    }
    return undefined;
}

function processKind(call: Call, names: RegExp): 'popen' | 'process' | undefined {
    if (!names.test(call.name)) return undefined;
    if (call.origin?.startsWith('subprocess.Popen()')) return 'popen';
    return call.origin?.startsWith('multiprocessing.Process()') ? 'process' : undefined;
}

/** A `get` after the sleep that does not wait, or not with a limit, becomes the wait. */
export function getFromQueue(sleep: Step, place: Place): FixPlan | undefined {
    const next = sleep.body.steps[sleep.index + 1];
    if (!next || next.frames.length !== sleep.frames.length) return undefined;
    const get = next.calls.find(c =>
        /^(queue|multiprocessing)\.Queue\(\)\.get(_nowait)?$/.test(c.origin ?? ''),
    );
    const queue = get && receiverName(get.expr);
    if (!get || queue === undefined) return undefined;
    const blocks = argumentAt(get.expr, { index: 0, keyword: 'block' });
    const isPlain = get.expr.args.length === 0 && get.expr.keywords.length === 0;
    const isImpatient = blocks?.kind === 'constant' && blocks.value === false && !get.expr.keywords[1];
    if (!isPlain && !isImpatient) return undefined;
    const deleted = deleteLines(place.text, absolute(place, sleep));
    const call = { ...absolute(place, get.expr), newText: `${queue}.get(timeout=${place.timeout})` };
    return makeFix(
        'queue-get',
        `Wait in \`${queue}.get\` (unsafe: raises queue.Empty after ${place.timeout} s)`,
        [deleted, call, removeUnusedImport(place.module, 'time', [absolute(place, sleep)])],
    );
}

function instead(
    kind: string,
    title: string,
    lines: readonly string[],
    sleep: Step,
    place: Place,
    more: readonly SpanEdit[] = [],
): FixPlan | undefined {
    return makeFix(kind, title, [
        replaceStatement(place.text, absolute(place, sleep), lines, place.style),
        more,
        removeUnusedImport(place.module, 'time', [absolute(place, sleep)]),
    ]);
}

/** The name of a future or task; one that was dropped is kept under a new one. */
function nameOf(
    { handle, start }: Spawn,
    base: string,
    place: Place,
): { name: string; edits: SpanEdit[] } | undefined {
    if (handle !== undefined) return { name: handle, edits: [] };
    const { stmt } = start.step;
    if (stmt.kind !== 'expr' || stmt.value !== start.expr) return undefined;
    const name = freshName(base, new Set(place.taken));
    const at = absolute(place, stmt).start;
    return { name, edits: [{ start: at, end: at, newText: `${name} = ` }] };
}

/** Whether the handle still means the same thing at the sleep: it is assigned once. */
export function isStable(handle: string, step: Step): boolean {
    const assigned = step.body.steps.filter(
        ({ stmt }) => stmt.kind === 'assign' && stmt.targets.some(t => dottedName(t) === handle),
    );
    return assigned.length === 1;
}
