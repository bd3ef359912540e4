/**
 * Whether a test can start anything at all, asked before its program is built: most tests in which a word of
 * concurrency stands start nothing whose code is in the file. Says yes where in doubt.
 */
import type { FunctionUnit, ModuleModel } from '../../model/module.ts';
import type { Expr } from '../../syntax/ast.ts';
import { lastName } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import { CALLBACKS } from '../libraries/callbacks.ts';
import { argumentAt, type Call, type Timeline } from '../timeline.ts';
import { GATHERS } from './build/coroutines.ts';

/** What one function does by itself, and whom it may call or hand on. */
interface Reach {
    readonly starts: boolean;
    readonly names: ReadonlySet<string>;
}

/** What is known of the functions of one file version. */
interface Known {
    /** Functions and methods by their names; constructors and `run` by the names of their classes. */
    readonly byName: ReadonlyMap<string, readonly FunctionUnit[]>;
}

const KNOWN = {};
const REACH = {};

export function mayStart(timeline: Timeline, facts: FileFacts): boolean {
    const known = facts.once(KNOWN, undefined, (): Known => ({ byName: byName(facts.module) }));
    const seen = new Set([timeline.unit]);
    for (const unit of seen) {
        const reach = reachOf(unit, facts);
        if (reach?.starts) return true;
        for (const name of reach?.names ?? [])
            for (const next of known.byName.get(name) ?? []) seen.add(next);
    }
    return false;
}

function reachOf(unit: FunctionUnit, facts: FileFacts): Reach | undefined {
    return facts.once(REACH, unit, () => {
        const timeline = facts.timeline(unit);
        return timeline && reachIn(timeline);
    });
}

function reachIn(timeline: Timeline): Reach {
    const starts =
        isThreadRun(timeline.unit) ||
        timeline.calls.some(startsItself) ||
        timeline.bodies.some(b => b.steps.some(({ stmt }) => stmt.kind === 'class' && stmt.bases.length > 0));
    const names = new Set<string>();
    if (!starts) for (const call of timeline.calls) for (const name of namesIn(call)) names.add(name);
    return { starts, names };
}

/** The `run` of a class that may be a thread. */
function isThreadRun({ name, cls }: FunctionUnit): boolean {
    return name === 'run' && (cls?.bases.length ?? 0) > 0;
}

function startsItself({ effect, expr, name, origin }: Call): boolean {
    if (effect?.kind === 'create' || effect?.kind === 'spawn')
        return (effect.target && argumentAt(expr, effect.target)) !== undefined;
    if (name === 'run_until_complete' || origin === 'signal.signal') return true;
    return origin !== undefined && (GATHERS.test(origin) || Object.hasOwn(CALLBACKS, origin));
}

/** The callee and what is handed over by name: `helper(worker)`, `self.run_in_turn(on_done=self.finish)`. */
function* namesIn({ name, expr }: Call): Iterable<string> {
    yield name;
    for (const arg of [...expr.args, ...expr.keywords.map(k => k.value)]) {
        const handed = lastName(unwrapped(arg));
        if (handed !== undefined) yield handed;
    }
}

function unwrapped(expr: Expr): Expr {
    return expr.kind === 'starred' ? expr.value : expr;
}

function byName({ functions }: ModuleModel): Map<string, FunctionUnit[]> {
    const found = new Map<string, FunctionUnit[]>();
    const add = (name: string, unit: FunctionUnit) => {
        const known = found.get(name);
        if (known) known.push(unit);
        else found.set(name, [unit]);
    };
    for (const unit of functions) {
        add(unit.name, unit);
        if (unit.cls && (unit.name === '__init__' || unit.name === 'run')) add(lastOf(unit.cls.name), unit);
    }
    return found;
}

function lastOf(dotted: string): string {
    return dotted.slice(dotted.lastIndexOf('.') + 1);
}
