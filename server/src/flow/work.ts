/** What was started, asked for or signalled before a place, and what is observed after it. */
import type { Expr, Stmt } from '../syntax/ast.ts';
import { dottedName } from '../syntax/walk.ts';
import { assertionOf } from './assertions.ts';
import type { FileFacts } from './context.ts';
import type { Effect, SpawnKind } from './effects.ts';
import type { Call, Step, Timeline } from './timeline.ts';

/** Concurrent work, or a request to somebody else, that a sleep may be waiting for. */
export interface Started {
    readonly kind: SpawnKind | 'signal' | 'stop' | 'request';
    /** In the code's own names: `` `worker` was started ``. */
    readonly label: string;
    readonly call: Call;
    /** In the same body, close before. */
    readonly strong: boolean;
}

/** Calls that by their name set something going in a test helper or in the product. */
const STARTS =
    /^(start|start_\w+|_start\w*|run_in_thread|spawn\w*|launch\w*|begin\w*|fork\w*|startService|listenTCP|serve_forever|wait_for_started|schedule\w*|trigger\w*|notify\w*|publish\w*|emit\w*|post\w*|send\w*|put\w*|request\w*|cast|enqueue\w*|dispatch\w*|submit\w*|fire\w*|kill\w*|terminate\w*|stop\w*|shutdown\w*|set|close|write|flush|connect\w*|call_async)$/;
/** The same inside a longer name, or of a plain function: `mocked_send()`, `_publish()`, `send_signal_to(server)`. */
const STARTS_WITHIN =
    /^(\w*_)?(send|publish|emit|enqueue|dispatch|trigger|notify|submit|spawn|launch|post|broadcast)(_|$)/;
/** `is_sent`, `make_post_body`, `on_send`: before the verb these make something else of it. */
const NOT_WITHIN =
    /(^|_)(assert|check|verify|expect|was|is|has|can|get|wait|on|to|for|add|make|create|build|mock|pre|new)_$/;
const NOT_STARTS = /^(start_time|start_patch|put_nowait_once|set_trace|startswith|send_error_once)$/;

export function effectOfStep(step: Step): Effect | undefined {
    for (const call of step.calls) {
        const effect = call.effect;
        if (
            effect &&
            effect.kind !== 'delay' &&
            effect.kind !== 'patch' &&
            effect.kind !== 'create' &&
            effect.kind !== 'clock'
        )
            return effect;
    }
    return undefined;
}

/**
 * The work that was started before a step and may still be going on, nearest first: in the same body, in the
 * bodies around it, in setUp.
 */
export function startedBefore(step: Step, timeline: Timeline, facts: FileFacts): Started | undefined {
    for (
        let body = step.body as Step['body'] | undefined, at = step.start;
        body;
        at = body.node.start, body = body.parent
    ) {
        const found = lastStart(
            body.steps.filter(s => s.start < at),
            body === step.body,
        );
        if (found) return found;
    }
    const cls = timeline.unit.cls;
    if (cls && timeline.unit.role === 'test') {
        for (const candidate of [cls, ...cls.localBases()]) {
            for (const method of candidate.methods.values()) {
                if (method.role !== 'setup') continue;
                const setup = facts.timeline(method);
                const found = setup && lastStart(setup.root.steps, false, true);
                if (found) return found;
            }
        }
    }
    return undefined;
}

function lastStart(steps: readonly Step[], strong: boolean, onlySpawns = false): Started | undefined {
    for (let i = steps.length - 1; i >= 0; i--) {
        const step = steps[i];
        if (!step) continue;
        for (let j = step.calls.length - 1; j >= 0; j--) {
            const call = step.calls[j];
            const started = call && startOf(call, strong && steps.length - i <= 6);
            if (started && (!onlySpawns || !/signal|stop|request/.test(started.kind))) return started;
        }
    }
    return undefined;
}

function startOf(call: Call, strong: boolean): Started | undefined {
    const what = describe(call.expr.func);
    switch (call.effect?.kind) {
        case 'spawn':
            return { kind: call.effect.what, label: `\`${what}\` was started`, call, strong };
        case 'signal':
            return { kind: 'signal', label: `\`${what}\` was signalled`, call, strong };
        case 'stop':
            return { kind: 'stop', label: `\`${what}\` was called`, call, strong };
        case 'request':
            return { kind: 'request', label: `\`${what}\` was requested`, call, strong };
        case undefined:
            break;
        default:
            return undefined;
    }
    const isPatcher = call.origin?.startsWith('mock.') ?? false;
    const isRoot =
        call.expr.func.kind === 'attribute' &&
        call.expr.func.value.kind === 'call' &&
        call.expr.func.value.func.kind === 'name' &&
        call.expr.func.value.func.id === 'super';
    if (
        !isPatcher &&
        !isRoot &&
        call.expr.func.kind === 'attribute' &&
        STARTS.test(call.name) &&
        !NOT_STARTS.test(call.name)
    ) {
        if (isPlainContainer(call) || isConversion(call)) return undefined;
        return { kind: 'external', label: `\`${what}()\` was called`, call, strong };
    }
    const within = STARTS_WITHIN.exec(call.name);
    if (!isPatcher && !isRoot && within && !NOT_WITHIN.test(within[1] ?? ''))
        return { kind: 'external', label: `\`${what}()\` was called`, call, strong };
    return undefined;
}

/** `ffi.cast(...)`, `typing.cast(...)`: nobody is asked to do anything. */
function isConversion({ name, expr }: Call): boolean {
    if (name !== 'cast' || expr.func.kind !== 'attribute') return false;
    return /^(ffi|typing|t|sa|func|ctypes|np)$/.test(dottedName(expr.func.value) ?? '');
}

/** `.set()`, `.write()` and the like on things that are known to be ordinary. */
function isPlainContainer(call: Call): boolean {
    return /^(list|dict|str|io\.|open)/.test(call.origin ?? '') || /^(sys\.|os\.)/.test(call.origin ?? '');
}

function describe(func: Expr): string {
    const dotted = dottedName(func);
    if (dotted !== undefined) return dotted.replace(/\.(start|run)$/, '');
    if (func.kind !== 'attribute') return 'work';
    // `Thread(target=f).start()`: nobody named the thread.
    const made = /^(start|run)$/.test(func.attr) && func.value.kind === 'call' && dottedName(func.value.func);
    return made || func.attr;
}

const CONNECTS =
    /^(connect|create_connection|open_connection|connect_ex|urlopen|accept|create_unix_connection|HTTPConnection|ServerProxy)$/;

/** Whether a step makes or takes a connection. */
export function connects(step: Step): boolean {
    return step.calls.some(c => CONNECTS.test(c.name));
}

/** A step that reads what concurrent work may change: an assertion, or a wait for its end. */
export function isObservation(step: Step): boolean {
    if (step.calls.some(c => c.name === 'fail')) return false;
    return assertionOf(step) !== undefined || comparesState(step.stmt);
}

function comparesState(stmt: Stmt): boolean {
    return stmt.kind === 'if' && stmt.test.kind === 'compare';
}
