/** From a test's timeline to its abstract program. */
import type { FileFacts } from '../../context.ts';
import type { Timeline } from '../../timeline.ts';
import { assertedNames } from '../asserted.ts';
import { Callables } from '../callables.ts';
import { Handles } from '../handles.ts';
import { mayStart } from '../may-start.ts';
import type { Program, Root } from '../program.ts';
import { MAIN } from '../schedulers.ts';
import { Synchronisers } from '../sync/synchronisers.ts';
import { Variables } from '../variables.ts';
import { type Building, isTooLong, newRoot } from './state.ts';
import { walkBody, walkStep } from './walk.ts';

/** What makes threads and pools run in place. */
const SYNCHRONOUS = /Synchronous\w*Executor|SpawnIsSynchronous|synchronous_executor|\bsynchronize\(/;

/** `undefined` if the test starts nothing whose code is in the file. */
export function buildProgram(timeline: Timeline, facts: FileFacts): Program | undefined {
    // Fixtures that run jobs where they are submitted leave nothing concurrent.
    if (facts.mentions(SYNCHRONOUS) || !mayStart(timeline, facts)) return undefined;
    const variables = new Variables(facts.resolver);
    const build: Building = {
        timeline,
        facts,
        variables,
        callables: new Callables(facts),
        sync: new Synchronisers(facts.resolver, variables),
        handles: new Handles((expr, step) => variables.identity(expr, step.body.scope)),
        names: new Map(),
        roots: [],
        asserted: assertedNames(timeline),
        pools: new Map(),
        handlers: [],
        total: 0,
        walkBody,
        walkStep,
    };
    walkBody(build, timeline.root, {
        owner: timeline,
        root: newRoot(build, 'test', 'main', MAIN, undefined),
        depth: 0,
    });
    const works = build.roots.some(root => root.id !== 0 && root.actions.length > 0 && root.spawnedAt);
    return works && !isTooLong(build) ? finished(build) : undefined;
}

function finished({ roots, names, sync }: Building): Program {
    const awaited = new Set(
        roots.flatMap(r => r.actions.flatMap(a => (a.kind === 'await' ? [a.object] : []))),
    );
    // Most writes are polled by nobody.
    const used: Root[] = roots.map(root => ({
        ...root,
        actions: root.actions.filter(a => a.kind !== 'signal' || awaited.has(a.object)),
    }));
    return { roots: used, names, open: sync.escapes.open };
}
