/** Of which kind of worker a call makes one: a row of the tables, or a class of the file that extends one. */
import { sourceOf } from '../../model/scope.ts';
import type { FileFacts } from '../context.ts';
import { WORKER_TYPES, type WorkerType } from '../libraries/workers.ts';
import type { Call, Timeline } from '../timeline.ts';

export interface MadeWorker {
    readonly row: WorkerType;
    /** The methods of the file's own class by name, as text; empty for the library's type itself. */
    readonly methods: ReadonlyMap<string, string>;
}

/** @returns `undefined` for a call that makes no worker, or one of a class that is only known in part */
export function workerMadeBy(call: Call, timeline: Timeline, facts: FileFacts): MadeWorker | undefined {
    const { origin } = call;
    if (origin === undefined) return undefined;
    const row = rowOf(origin);
    if (row) return { row, methods: new Map() };
    if (!origin.startsWith('class:')) return undefined;
    const name = origin.slice('class:'.length);
    const found = facts.resolver.lookup(name, call.step.body.scope);
    const [binding] = found?.bindings ?? [];
    if (found?.scope.parent && binding?.kind === 'class' && binding.stmt.kind === 'class') {
        const { bases, body } = binding.stmt;
        const methods = body.flatMap(m =>
            m.kind === 'function' ? [[m.name, timeline.unit.text.slice(m.start, m.end)] as const] : [],
        );
        return extending(
            bases.map(b => facts.resolver.origin(b, found.scope) ?? ''),
            new Map(methods),
        );
    }
    const cls = facts.module.classes.get(name);
    if (!cls) return undefined;
    const family = [...cls.localBases()].reverse().concat(cls);
    return extending(
        facts.resolver.baseNames(cls).filter(b => !facts.module.classes.has(b)),
        new Map(family.flatMap(c => [...c.methods].map(([m, unit]) => [m, unit.text] as const))),
    );
}

/** The last names of the tables' types as a pattern: `Thread`, `(Thread|Process)PoolExecutor`. */
const TYPE_NAMES = WORKER_TYPES.map(({ type }) => type.source.slice(type.source.lastIndexOf('\\.') + 2, -1));
const ANY_TYPE = new RegExp(`\\b(?:${TYPE_NAMES.join('|')})\\b`);
const OWN_NAMES = {};

/**
 * Whether a worker may be made in a text: it names a type of the tables, a class of the file that extends one, or
 * another name for either.
 */
export function namesWorker(text: string, facts: FileFacts): boolean {
    if (ANY_TYPE.test(text)) return true;
    return facts.once(OWN_NAMES, undefined, () => ownNames(facts)).some(name => text.includes(name));
}

function ownNames({ module, resolver }: FileFacts): string[] {
    const names = [...module.classes.values()].flatMap(cls =>
        cls.bases.length > 0 && resolver.baseNames(cls).some(base => rowOf(base) !== undefined)
            ? [cls.name.slice(cls.name.lastIndexOf('.') + 1)]
            : [],
    );
    for (const [name, bindings] of module.scope.bindings) {
        for (const binding of bindings) {
            const source = sourceOf(binding);
            if (source !== undefined && source !== name && (ANY_TYPE.test(source) || names.includes(source)))
                names.push(name);
        }
    }
    return names;
}

function rowOf(type: string): WorkerType | undefined {
    return WORKER_TYPES.find(row => row.type.test(type));
}

function extending(bases: readonly string[], methods: ReadonlyMap<string, string>): MadeWorker | undefined {
    const rows = bases.filter(b => b !== 'object').map(rowOf);
    const [row] = rows;
    return row && rows.length === 1 ? { row, methods } : undefined;
}

/** What a call of one of its methods means for its end. */
export function endingOf({ row, methods }: MadeWorker, method: string): 'ends' | 'asks' | 'none' | 'unknown' {
    if (row.ends.test(method)) return 'ends';
    const own = methods.get(method);
    if (own !== undefined) {
        if (/\.(join|shutdown|wait)\(|\bsuper\b/.test(own)) return 'ends';
        return ENDING.test(method) ? 'asks' : 'none';
    }
    if (row.asks?.test(method)) return 'asks';
    if (row.closed || HARMLESS.test(method)) return 'none';
    // An attribute that the class itself sets holds data.
    return methods.size > 0 &&
        !ENDING.test(method) &&
        [...methods.values()].some(t => t.includes(`.${method} =`))
        ? 'none'
        : 'unknown';
}

/** What one calls a method that ends something. */
export const ENDING =
    /^_?(stop|kill|cancel|shutdown|shut_down|close|quit|terminate|finish|end|exit|halt|abort|dispose|teardown|cleanup)(_\w+)?$/i;
/** Uses of a handle that do not end it. */
const HARMLESS = /^(start|daemon|setDaemon|name|setName|ident|is_alive|isAlive|native_id|submit|map|pid)$/;

/** Whether making one also starts it: its `__init__` calls `self.start()`. */
export function startsItself({ methods }: MadeWorker): boolean {
    return /\bself\.start\(\)/.test(methods.get('__init__') ?? '');
}

export function isDaemon({ row, methods }: MadeWorker): boolean {
    return (
        row.daemon === true || /daemon\s*=\s*True|setDaemon\((True|1)\)/.test(methods.get('__init__') ?? '')
    );
}

/** A `run` of its own that goes round until somebody tells it to stop. */
export function runsUntilTold({ row, methods }: MadeWorker): boolean {
    // A process that can be killed mostly ends by itself.
    const isServing = row.asks !== undefined && row.what !== 'process';
    return isServing || /^\s*while\b/m.test(methods.get('run') ?? '');
}
