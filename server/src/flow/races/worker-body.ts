/** What a `Thread(...)`, a `Timer(...)` or an object of a class that extends one will run. */
import { findMethod } from '../../model/module.ts';
import type { Expr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import { argumentAt, type Body, type Call, type Timeline } from '../timeline.ts';

/** The callable that is handed over; `undefined` for a class with a `run` of its own. */
export function targetOf({ expr, effect }: Call): Expr | undefined {
    const named = expr.keywords.find(k => /^(target|function)$/.test(k.name ?? ''))?.value;
    const target = named ?? (effect?.kind === 'create' ? argumentAt(expr, effect.target) : undefined);
    // `partial(work, 1)` runs `work`.
    return target?.kind === 'call' && /(^|\.)partial$/.test(dottedName(target.func) ?? '')
        ? target.args[0]
        : target;
}

/** The code that runs, if it is a function of the test, of the file, a method of the class or the `run` of one. */
export function bodyOf(create: Call, timeline: Timeline, facts: FileFacts): Body | undefined {
    const target = targetOf(create);
    const { module } = facts;
    if (!target) {
        const name = /^class:(.*)$/.exec(create.origin ?? '')?.[1];
        const run = name === undefined ? undefined : module.classes.get(name)?.methods.get('run');
        const local = timeline.bodies.find(b => b.parent && b.name === 'run' && b.scope.className === name);
        return local ?? (run && facts.timeline(run)?.root);
    }
    if (target.kind === 'lambda') return timeline.bodies.find(b => b.node === target);
    if (target.kind === 'name') {
        const inner = timeline.bodies.find(
            b => b.parent && b.node.kind === 'function' && b.name === target.id,
        );
        const unit = inner ? undefined : module.topLevel.get(target.id);
        return inner ?? (unit && facts.timeline(unit)?.root);
    }
    const isOwn =
        target.kind === 'attribute' &&
        target.value.kind === 'name' &&
        target.value.id === timeline.root.scope.selfName;
    const method = isOwn && timeline.unit.cls ? findMethod(timeline.unit.cls, target.attr) : undefined;
    return method && facts.timeline(method)?.root;
}

/** `Popen(['docker', 'run', '-d', ...])`: the process only starts something else, and ends. */
export function detaches({ expr, step }: Call, { resolver }: FileFacts): boolean {
    const given = argumentAt(expr, { index: 0, keyword: 'args' });
    const bindings =
        given?.kind === 'name' ? (resolver.lookup(given.id, step.body.scope)?.bindings ?? []) : [];
    const [binding] = bindings;
    const command = bindings.length === 1 && binding?.kind === 'assign' ? binding.value : given;
    if (command?.kind !== 'list') return false;
    const words = command.items.map(item => (item.kind === 'string' ? item.value : undefined));
    return /^(docker|podman)$/.test(words[0] ?? '') && words.some(w => w === '-d' || w === '--detach');
}
