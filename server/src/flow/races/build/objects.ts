/** Objects of the file's own classes: their constructor runs here, and a Thread's `run` beside. */
import type { FileFacts } from '../../context.ts';
import type { Call, Timeline } from '../../timeline.ts';
import type { Callable } from '../callables.ts';
import { schedulingOf } from '../schedulers.ts';
import { instancesOf, place, startedAtOnce } from '../shapes.ts';
import { construct } from './parameters.ts';
import { start } from './starts.ts';
import { type Building, MAX_INLINE, spawnable, type Walk } from './state.ts';

/** `Worker()` where `class Worker(Thread)` has a `run`; any other class of the file as well. */
export function makeObject(build: Building, call: Call, walk: Walk): boolean {
    const { callables, variables, handles } = build;
    const { owner, root, depth } = walk;
    const className = callables.className(call.expr, call.step);
    if (className === undefined) return false;
    const run = callables.methodOf(className, 'run', owner, undefined);
    const init = callables.methodOf(className, '__init__', owner, undefined);
    const { stmt } = call.step;
    const target = stmt.kind === 'assign' && stmt.value === call.expr ? stmt.targets[0] : undefined;
    const object = target && variables.identity(target, call.step.body.scope);
    if (init) construct(build, init, call, owner, object);
    if (!run || !isThreadClass(build.facts, className, owner)) {
        if (init) walkConstructor(build, init, object, walk);
        else if (!run) return true;
        return init !== undefined;
    }
    const ids: number[] = [];
    const { scope } = run.body;
    for (let n = 0; n < instancesOf(call); n++) {
        const made = spawnable(
            build,
            className,
            'thread',
            schedulingOf(call, 'thread', false),
            run.body.node,
        );
        if (!made) return true;
        made.many = instancesOf(call) > 1;
        if (scope.selfName !== undefined)
            variables.alias(
                scope,
                scope.selfName,
                made.many || object === undefined ? `self:${className}#${made.id}` : object,
            );
        build.walkBody(build, run.body, { owner: run.timeline, root: made, depth: depth + 1 });
        ids.push(made.id);
    }
    handles.made(call, ids);
    if (startedAtOnce(call)) start(build, ids, call, root, place(call.step, owner));
    else for (const id of ids) handles.pending(id);
    return true;
}

function walkConstructor(
    build: Building,
    init: Callable,
    object: string | undefined,
    { root, depth }: Walk,
): void {
    if (depth >= MAX_INLINE) return;
    const { scope } = init.body;
    if (object === undefined && scope.selfName !== undefined)
        build.variables.alias(scope, scope.selfName, undefined);
    build.walkBody(build, init.body, { owner: init.timeline, root, depth: depth + 1 });
}

function isThreadClass({ module, resolver }: FileFacts, className: string, owner: Timeline): boolean {
    const cls = module.classes.get(className);
    if (cls) return /threading\.(Thread|Timer)$/.test(resolver.libraryBase(cls) ?? '');
    return owner.bodies.some(b =>
        b.steps.some(
            ({ stmt }) =>
                stmt.kind === 'class' &&
                stmt.name === className &&
                stmt.bases.some(base => resolver.origin(base, b.scope) === 'threading.Thread'),
        ),
    );
}
