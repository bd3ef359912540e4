/** Which code runs when a callable of the file is called or started. */
import type { ClassModel, FunctionUnit } from '../../model/module.ts';
import { findMethod } from '../../model/module.ts';
import type { Scope } from '../../model/scope.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import type { Body, Step, Timeline } from '../timeline.ts';

export interface Callable {
    readonly name: string;
    readonly body: Body;
    readonly timeline: Timeline;
    /** What `self` is inside, if the callable is a method of an object that is at hand. */
    readonly self: Expr | undefined;
    /** Arguments that `partial` has bound. */
    readonly bound: readonly Expr[];
    readonly boundKeywords?: CallExpr['keywords'];
}

/** Finds functions, lambdas, methods and the `run` of Thread subclasses; remembers callables that are passed on. */
export class Callables {
    readonly #facts: FileFacts;
    readonly #passed = new Map<Scope, Map<string, Callable>>();

    constructor(facts: FileFacts) {
        this.#facts = facts;
    }

    /** Says that in `scope` the parameter `name` is the callable. */
    pass(scope: Scope, name: string, callable: Callable | undefined): void {
        const known = this.#passed.get(scope) ?? new Map<string, Callable>();
        if (callable) known.set(name, callable);
        else known.delete(name);
        this.#passed.set(scope, known);
    }

    resolve(target: Expr, step: Step, owner: Timeline): Callable | undefined {
        if (target.kind === 'call') {
            if (/(^|\.)partial$/.test(dottedName(target.func) ?? '')) {
                const [inner, ...bound] = target.args;
                const found = inner && this.resolve(inner, step, owner);
                return found && { ...found, bound, boundKeywords: target.keywords };
            }
            // `create_task(work())` names the function that makes the coroutine.
            const found = this.resolve(target.func, step, owner);
            return found && { ...found, bound: target.args, boundKeywords: target.keywords };
        }
        if (target.kind === 'lambda') {
            const body = owner.bodies.find(b => b.node === target);
            return body && { name: 'lambda', body, timeline: owner, self: undefined, bound: [] };
        }
        if (target.kind === 'name') return this.#named(target.id, step, owner);
        if (target.kind === 'attribute') return this.#method(target.value, target.attr, step, owner);
        return undefined;
    }

    #named(name: string, step: Step, owner: Timeline): Callable | undefined {
        const { resolver, module } = this.#facts;
        const found = resolver.lookup(name, step.body.scope);
        const passed = found && this.#passed.get(found.scope)?.get(name);
        if (passed) return passed;
        const functions = found?.bindings.filter(b => b.kind === 'function') ?? [];
        if (found && functions.length === found.bindings.length && functions.length === 1) {
            const [binding] = functions;
            const body = owner.bodies.find(b => binding?.kind === 'function' && b.node === binding.stmt);
            if (body) return { name, body, timeline: owner, self: undefined, bound: [] };
        }
        const [binding] = found?.bindings ?? [];
        if (binding?.kind === 'assign' && found?.bindings.length === 1 && binding.value.kind === 'lambda')
            return this.resolve(binding.value, step, owner);
        if (found && found.scope.parent !== undefined) return undefined;
        return this.#unit(module.topLevel.get(name), undefined);
    }

    #method(receiver: Expr, attr: string, step: Step, owner: Timeline): Callable | undefined {
        const { resolver } = this.#facts;
        const { scope } = step.body;
        if (receiver.kind === 'name' && receiver.id === scope.selfName) {
            const local = owner.bodies.find(
                b => b.name === attr && b.scope.className === scope.className && b.parent !== undefined,
            );
            const cls = resolver.classOf(scope);
            return (
                this.#unit(cls && findMethod(cls, attr), receiver) ??
                (local && { name: attr, body: local, timeline: owner, self: undefined, bound: [] })
            );
        }
        const origin = resolver.origin(receiver, scope);
        const made = this.className(receiver, step) ?? /^class:([\w.]+)\(\)$/.exec(origin ?? '')?.[1];
        return made === undefined ? undefined : this.methodOf(made, attr, owner, receiver);
    }

    /** The method of a class of the file or of the test, for an object of it. */
    methodOf(className: string, attr: string, owner: Timeline, self: Expr | undefined): Callable | undefined {
        const local = owner.bodies.find(
            b =>
                b.name === attr && b.scope.className === className && b.parent?.scope.className !== className,
        );
        if (local) return { name: attr, body: local, timeline: owner, self, bound: [] };
        const cls: ClassModel | undefined = this.#facts.module.classes.get(className);
        return this.#unit(cls && findMethod(cls, attr), self);
    }

    /** The class of this file that an expression makes or is an object of. */
    className(expr: Expr, step: Step): string | undefined {
        const { resolver } = this.#facts;
        if (expr.kind === 'call' && expr.func.kind === 'name') {
            const name = expr.func.id;
            const binding = resolver.lookup(name, step.body.scope)?.bindings.at(-1);
            return binding?.kind === 'class' ? binding.name : undefined;
        }
        if (expr.kind !== 'name') return undefined;
        const found = resolver.lookup(expr.id, step.body.scope);
        const values = found?.bindings ?? [];
        const [binding] = values;
        if (values.length !== 1 || binding?.kind !== 'assign' || binding.value.kind !== 'call')
            return undefined;
        return this.className(binding.value, step);
    }

    #unit(unit: FunctionUnit | undefined, self: Expr | undefined): Callable | undefined {
        const timeline = unit && this.#facts.timeline(unit);
        return timeline && { name: timeline.unit.name, body: timeline.root, timeline, self, bound: [] };
    }
}
