/** What is known while a test is being turned into its abstract program. */
import type { Expr } from '../../../syntax/ast.ts';
import type { AssertionKind } from '../../assertions.ts';
import type { FileFacts } from '../../context.ts';
import type { Body, Call, Step, Timeline } from '../../timeline.ts';
import type { Callables } from '../callables.ts';
import type { Handles } from '../handles.ts';
import type { Action, ActionPlace, Root } from '../program.ts';
import { GREEN, type Scheduling } from '../schedulers.ts';
import type { Synchronisers } from '../sync/synchronisers.ts';
import type { Variables } from '../variables.ts';
import { Readings } from './updates.ts';

/** How deep calls of functions of the file are looked into. */
export const MAX_INLINE = 4;
const MAX_ROOTS = 24;
/** A test with more actions than these is not judged at all. */
const MAX_ACTIONS = 700;

/** A root before its actions are complete. */
export interface OpenRoot {
    readonly id: number;
    readonly name: string;
    readonly what: Root['what'];
    readonly scheduling: Scheduling;
    readonly origin: object | undefined;
    readonly actions: Action[];
    /** Objects that were acquired and not released, by identity. */
    readonly held: Set<string>;
    readonly readings: Readings;
    many: boolean;
    spawnedAt: ActionPlace | undefined;
    after: number | undefined;
    unknown: boolean;
}

/** Whose code is being walked, on whose behalf. */
export interface Walk {
    /** The function of the file that holds the code. */
    readonly owner: Timeline;
    /** The root that runs it. */
    readonly root: OpenRoot;
    /** How many calls deep. */
    readonly depth: number;
    /** The locks that the callers hold in `with` blocks. */
    readonly locks?: readonly string[];
}

export interface Building {
    readonly timeline: Timeline;
    readonly facts: FileFacts;
    readonly variables: Variables;
    readonly callables: Callables;
    readonly sync: Synchronisers;
    readonly handles: Handles;
    /** How variables are called in the source. */
    readonly names: Map<string, string>;
    readonly roots: OpenRoot[];
    readonly asserted: ReadonlyMap<string, AssertionKind>;
    /** The pool that runs a job. */
    readonly pools: Map<number, { readonly expr: Expr; readonly step: Step }>;
    /** What was registered for signals. */
    readonly handlers: { readonly handler: Expr; readonly call: Call }[];
    total: number;
    /** Walks a callable; what starts or calls one does not import the walk that finds it. */
    readonly walkBody: (build: Building, body: Body, walk: Walk) => number[];
    readonly walkStep: (build: Building, step: Step, walk: Walk) => void;
}

export function newRoot(
    build: Building,
    name: string,
    what: OpenRoot['what'],
    scheduling: Scheduling,
    origin: object | undefined,
): OpenRoot {
    const root: OpenRoot = {
        id: build.roots.length,
        name,
        what,
        scheduling,
        origin,
        actions: [],
        held: new Set(),
        readings: new Readings((expr, step) => build.variables.identity(expr, step.body.scope)),
        many: false,
        spawnedAt: undefined,
        after: undefined,
        unknown: false,
    };
    build.roots.push(root);
    return root;
}

/** gevent and eventlet make green threads of all threads of the process. */
const PATCHES_THREADS =
    /\bmonkey\.patch_(all|thread)\(|\b(eventlet|monkey)\.monkey_patch\(|^[ \t]*(monkey_)?patch_all\(/m;

/** A further root, unless there are too many already. */
export function spawnable(
    build: Building,
    name: string,
    what: OpenRoot['what'],
    scheduling: Scheduling,
    origin: object,
): OpenRoot | undefined {
    if (build.roots.length >= MAX_ROOTS) return undefined;
    const isPatched = scheduling.by === 'os' && !scheduling.apart && build.facts.mentions(PATCHES_THREADS);
    return newRoot(build, name, what, isPatched ? GREEN : scheduling, origin);
}

export function act(build: Building, root: OpenRoot, action: Action): void {
    build.total++;
    if (!isTooLong(build)) root.actions.push(action);
}

export function isTooLong(build: Building): boolean {
    return build.total > MAX_ACTIONS;
}

/** Something unknown: the test may wait in it for all that runs; a worker may wait in it for anybody. */
export function meetUnknown(build: Building, root: OpenRoot, at: ActionPlace): void {
    root.unknown = true;
    if (root.id === 0) act(build, root, { kind: 'join', roots: undefined, sure: true, ...at });
}

/** Whether there are green threads, to which any wait may switch. */
export function isGreen({ roots }: Building): boolean {
    return roots.some(r => r.scheduling.by === 'hub');
}

/** The work that a call's own arguments have started. */
export function startedIn(build: Building, call: Call): number[] {
    return build.roots.flatMap(({ id, spawnedAt }) =>
        spawnedAt?.step === call.step &&
        call.expr.start <= spawnedAt.span.start &&
        spawnedAt.span.end <= call.expr.end
            ? [id]
            : [],
    );
}
