/** An Event or a queue of threads that only coroutines use becomes the loop's own. */
import { argumentAt, type Call } from '../../flow/timeline.ts';
import { ownExprs, walkBlock, walkExpr } from '../../syntax/walk.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { absolute, type Place, refer, sourceOf } from '../place.ts';
import { asyncLibrary } from './async-library.ts';

interface Primitive {
    /** The module of the original, and the class, which both libraries call the same. */
    readonly module: string;
    readonly name: string;
    /** What waits, and where its limit stands. */
    readonly waits: string;
    readonly timeoutIndex: number;
    /** Methods that both have; a method that has to be called by another name. */
    readonly same: RegExp;
    readonly renamed: Readonly<Record<string, string>>;
}

const PRIMITIVES: readonly Primitive[] = [
    {
        module: 'threading',
        name: 'Event',
        waits: 'wait',
        timeoutIndex: 0,
        same: /^(set|clear|is_set)$/,
        renamed: {},
    },
    {
        module: 'queue',
        name: 'Queue',
        waits: 'get',
        timeoutIndex: 1,
        same: /^(put_nowait|empty|qsize)$/,
        renamed: { put: 'put_nowait' },
    },
];

/**
 * `asyncio.Event` and `await asyncio.wait_for(event.wait(), timeout=…)`, where every use of the object is in the
 * test and in a coroutine.
 */
export function asyncPrimitive(call: Call, place: Place): FixPlan | undefined {
    const primitive = PRIMITIVES.find(p => call.origin === `${p.module}.${p.name}().${p.waits}`);
    const { func } = call.expr;
    if (!primitive || func.kind !== 'attribute' || func.value.kind !== 'name') return undefined;
    if (asyncLibrary(call.step.body, place) !== 'asyncio') return undefined;
    const name = func.value.id;
    const made = creation(name, call, place);
    const uses = made && usesOf(name, place);
    if (!made || !uses?.every(use => isConvertible(use, primitive))) return undefined;
    const { body, start } = made.step;
    const type = refer(place, body, start, 'asyncio', primitive.name);
    const waitFor = refer(place, body, start, 'asyncio', 'wait_for');
    if (!type || !waitFor) return undefined;
    const edits = uses.flatMap(use => converted(use, primitive, waitFor.text, place));
    const constructed = absolute(place, made.expr.func);
    return makeFix(
        'async-primitive',
        `Make \`${name}\` an \`asyncio.${primitive.name}\` (unsafe: raises TimeoutError when the time is up)`,
        [
            { ...constructed, newText: type.text },
            type.edits,
            waitFor.edits,
            edits,
            removeUnusedImport(place.module, primitive.module, [constructed]),
        ],
    );
}

/** The one assignment of the name, in a coroutine, of an object made without arguments. */
function creation(name: string, { step }: Call, place: Place): Call | undefined {
    const found = place.facts.resolver.lookup(name, step.body.scope);
    const [binding] = found?.bindings ?? [];
    if (found?.bindings.length !== 1 || binding?.kind !== 'assign') return undefined;
    const owner = place.timeline.bodies.find(b => b.scope === found.scope);
    const made = place.timeline.calls.find(c => c.expr === binding.value);
    if (!owner?.isAsync || made?.expr.args.length !== 0 || made.expr.keywords.length > 0) return undefined;
    return made;
}

/** Every mention of the name besides its assignment, as the call of a method; `undefined` if one is something else. */
function usesOf(name: string, { timeline }: Place): Call[] | undefined {
    const calls = timeline.calls.filter(
        ({ expr: { func } }) =>
            func.kind === 'attribute' && func.value.kind === 'name' && func.value.id === name,
    );
    let mentions = 0;
    walkBlock(timeline.fn.body, stmt => {
        for (const own of ownExprs(stmt)) {
            walkExpr(own, e => {
                if (e.kind === 'name' && e.id === name) mentions++;
            });
        }
        return undefined;
    });
    return mentions === calls.length + 1 ? calls : undefined;
}

function isConvertible(use: Call, primitive: Primitive): boolean {
    if (!use.step.body.isAsync || use.awaited) return false;
    if (use.name !== primitive.waits)
        return primitive.same.test(use.name) || (Object.hasOwn(primitive.renamed, use.name) && isPlain(use));
    // `if not event.wait(1)` asks; `asyncio.wait_for` would raise instead.
    const { stmt } = use.step;
    const asserts = stmt.kind === 'assert' && stmt.test === use.expr;
    const states =
        stmt.kind === 'expr' &&
        (stmt.value === use.expr || use.step.calls.some(c => c.name === 'assertTrue'));
    const keeps = primitive.waits === 'get' && !use.expr.args.some(a => a.kind === 'constant');
    return asserts || states || keeps;
}

/** With one argument, and none that says how long to wait. */
function isPlain({ expr }: Call): boolean {
    return expr.args.length === 1 && expr.keywords.length === 0 && expr.args[0]?.kind !== 'starred';
}

function converted(use: Call, primitive: Primitive, waitFor: string, place: Place): SpanEdit[] {
    const { func } = use.expr;
    if (func.kind !== 'attribute') return [];
    const receiver = sourceOf(place, func.value);
    if (use.name !== primitive.waits) {
        const renamed = primitive.renamed[use.name];
        return renamed === undefined ? [] : [{ ...absolute(place, func), newText: `${receiver}.${renamed}` }];
    }
    const limit = argumentAt(use.expr, { index: primitive.timeoutIndex, keyword: 'timeout' });
    const timeout = limit ? sourceOf(place, limit) : place.timeout;
    return [
        {
            ...absolute(place, use.expr),
            newText: `await ${waitFor}(${receiver}.${use.name}(), timeout=${timeout})`,
        },
    ];
}
