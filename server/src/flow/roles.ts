/** In whose name a body runs: the test itself, a worker beside it, a stub that production code calls. */
import { clockIsMocked } from './clock-scope.ts';
import type { FileFacts } from './context.ts';
import type { SpawnKind } from './effects.ts';
import type { Body, Call, Timeline } from './timeline.ts';
import type { CallableUse } from './uses.ts';

export type BodyRole =
    | { readonly kind: 'main' }
    | { readonly kind: 'worker'; readonly what: SpawnKind; readonly spawn: Call | undefined }
    | { readonly kind: 'stub'; readonly target: string; readonly patched: boolean }
    /** Called by the product or a framework when it likes. */
    | { readonly kind: 'handler' }
    /** The clock stands still here, or the sleep is a mock. */
    | { readonly kind: 'clock-mocked' };

const MAIN: BodyRole = { kind: 'main' };
const HANDLER: BodyRole = { kind: 'handler' };
/** Methods by which a test drives a helper object of its own. */
const ORDERS_WORK =
    /^(_*)(start|stop|wait|run_|restart|setup|teardown|close|shutdown|connect|__enter__|__exit__|__aenter__|__aexit__)/;
/** Helpers that stand in for the product. */
const STANDS_IN = /^_*(fake|stub|dummy)_/;

export function bodyRole(body: Body, timeline: Timeline, facts: FileFacts): BodyRole {
    for (let current: Body | undefined = body; current; current = current.parent) {
        const role = current.parent ? innerRole(current, timeline, facts) : rootRole(timeline, facts);
        if (role.kind !== 'main') return role;
    }
    return clockIsMocked(timeline, facts) ? { kind: 'clock-mocked' } : MAIN;
}

function innerRole(body: Body, timeline: Timeline, facts: FileFacts): BodyRole {
    // A method of a class inside the test: production code calls it.
    if (body.scope.className !== undefined && body.scope.className !== body.parent?.scope.className) {
        return body.name === 'run' ? { kind: 'worker', what: 'unknown', spawn: undefined } : HANDLER;
    }
    return roleFromUses(facts.uses(body, timeline));
}

function rootRole(timeline: Timeline, facts: FileFacts): BodyRole {
    const { unit } = timeline;
    if (unit.role !== 'helper') return MAIN;
    if (unit.cls) {
        const base = facts.resolver.libraryBase(unit.cls);
        if (base !== undefined && unit.name === 'run')
            return {
                kind: 'worker',
                what: base.includes('Process') ? 'process' : 'thread',
                spawn: undefined,
            };
    }
    const uses = facts.unitUses(unit).map(u => u.use);
    const role = roleFromUses(uses);
    if (role.kind !== 'main') return role;
    if (STANDS_IN.test(unit.name) && !uses.some(u => u.kind === 'called')) return HANDLER;
    if (
        unit.cls &&
        !unit.cls.isTestClass &&
        !ORDERS_WORK.test(unit.name) &&
        !isTestHelperClass(unit.cls.name, unit.cls.bases)
    ) {
        return HANDLER;
    }
    return MAIN;
}

/** Mixins and bases of tests are part of the tests; other classes in a test file stand in for the product. */
function isTestHelperClass(name: string, bases: readonly string[]): boolean {
    // What the product calls back is not made a helper by a test's name in front of it.
    if (/(Handler|Protocol|Server|Request|Thread|Process|Worker|Stub|Fake|Mock)$/.test(name)) return false;
    return (
        /Mixin|Base|Case|Test|Helper|Fixture|Util/.test(name) ||
        bases.some(b => /Mixin|Case|Test|Fixture/.test(b))
    );
}

function roleFromUses(uses: readonly CallableUse[]): BodyRole {
    const stub = uses.find(u => u.kind === 'stub');
    if (stub) return { kind: 'stub', target: stub.target, patched: stub.patched };
    const spawned = uses.find(u => u.kind === 'spawned');
    if (spawned) return { kind: 'worker', what: spawned.what, spawn: spawned.call };
    if (uses.some(u => u.kind === 'decorated')) return HANDLER;
    if (uses.some(u => u.kind === 'called')) return MAIN;
    if (uses.some(u => u.kind === 'callback' || u.kind === 'returned')) return HANDLER;
    return MAIN;
}
