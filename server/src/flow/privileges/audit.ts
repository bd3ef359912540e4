/** Follows a privileged value from where it is made to everything that is done through it. */
import type { FunctionUnit } from '../../model/module.ts';
import { mentioning } from '../../model/reads.ts';
import type { Expr } from '../../syntax/ast.ts';
import { dottedName, lastName } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import type { Call, Step, Timeline } from '../timeline.ts';
import {
    type Alias,
    attributeAlias,
    calledUnit,
    isStatementUnit,
    localAlias,
    moduleAlias,
    paramAlias,
} from './aliases.ts';
import { calleeName, isConstructor, namedOperation, type Operation, operationOf } from './operations.ts';
import {
    argumentsOf,
    carries,
    decoratorsOf,
    enclosingCall,
    isChained,
    isThrough,
    paramFor,
    targetOf,
    yields,
} from './values.ts';

export interface Audit {
    /** How the test names it: `self.ctxt`, `ctxt`, `helper()`; `undefined` if it is passed on directly. */
    readonly name: string | undefined;
    readonly operations: readonly Operation[];
    /** It leaves what can be followed: returned to elsewhere, or kept in a place of its own. */
    readonly escapes: boolean;
}

/** How many helpers deep a value is followed. */
const MAX_DEPTH = 2;

/** Follows the value of `call`, which `timeline` contains. */
export function auditCall(call: Call, timeline: Timeline, facts: FileFacts): Audit {
    const tracer = new Tracer(facts);
    const name = tracer.followValue(call.expr, call.step, timeline, 0);
    return tracer.audit(name);
}

/** Follows a parameter that a fixture fills. */
export function auditParam(name: string, unit: FunctionUnit, facts: FileFacts): Audit {
    const tracer = new Tracer(facts);
    const alias = paramAlias(name, unit, facts);
    if (alias) tracer.followAlias(alias, 0);
    return tracer.audit(name);
}

class Tracer {
    readonly #facts: FileFacts;
    readonly #operations = new Map<string, Operation>();
    readonly #seen = new Set<string>();
    #escapes = false;

    constructor(facts: FileFacts) {
        this.#facts = facts;
    }

    audit(name: string | undefined): Audit {
        const operations = [...this.#operations.values()].sort(
            (a, b) => a.unit.start + a.call.start - (b.unit.start + b.call.start),
        );
        return { name, operations, escapes: this.#escapes };
    }

    /** Follows the value of an expression to wherever its statement puts it. Returns the name it gets. */
    followValue(value: Expr, step: Step, timeline: Timeline, depth: number): string | undefined {
        const { stmt } = step;
        const around = enclosingCall(value, step);
        if (around) {
            this.#use(around, value, timeline, depth);
            return undefined;
        }
        const target = targetOf(stmt, value);
        if (target) return this.#followTarget(target, step, timeline, depth);
        if (yields(stmt, value)) {
            if (step.body === timeline.root) return this.#followResult(timeline.unit, depth);
            this.#escapes = true;
        } else if (stmt.kind !== 'expr') this.#escapes = true;
        return undefined;
    }

    #followTarget(target: Expr, step: Step, timeline: Timeline, depth: number): string | undefined {
        const { unit } = timeline;
        const { body } = step;
        if (target.kind === 'name') {
            const alias = !isStatementUnit(unit)
                ? localAlias(target.id, timeline, body, step.end, this.#facts)
                : unit.cls
                  ? attributeAlias(target.id, target.id, unit, this.#facts)
                  : moduleAlias(target.id, this.#facts);
            this.followAlias(alias, depth);
            return target.id;
        }
        const owner = target.kind === 'attribute' && target.value.kind === 'name' ? target.value.id : '';
        if (target.kind === 'attribute' && (owner === body.scope.selfName || owner === 'cls')) {
            const name = `${owner}.${target.attr}`;
            this.followAlias(attributeAlias(target.attr, name, unit, this.#facts), depth);
            return name;
        }
        this.#escapes = true;
        return dottedName(target);
    }

    /** A helper returns the handle, or a fixture hands it out: its callers are followed. */
    #followResult(unit: FunctionUnit, depth: number): string | undefined {
        const { module } = this.#facts;
        if (depth >= MAX_DEPTH || unit.name === '') {
            this.#escapes = true;
            return undefined;
        }
        const isProperty = decoratorsOf(unit).some(d => /property$/.test(d));
        if (isProperty) {
            this.followAlias(attributeAlias(unit.name, `self.${unit.name}`, unit, this.#facts), depth + 1);
            return `self.${unit.name}`;
        }
        let found = false;
        for (const user of mentioning(module.log, module.functions, unit.name)) {
            if (user === unit) continue;
            const timeline = this.#facts.timeline(user);
            if (!timeline) continue;
            if (unit.role === 'fixture') {
                const param = timeline.fn.params.some(p => p.name === unit.name);
                const alias = param ? paramAlias(unit.name, user, this.#facts) : undefined;
                if (alias) {
                    found = true;
                    this.followAlias(alias, depth + 1);
                }
                continue;
            }
            for (const call of timeline.calls) {
                if (call.name !== unit.name) continue;
                if (calledUnit(call.expr.func, call.step.body, this.#facts) !== unit) continue;
                found = true;
                this.followValue(call.expr, call.step, timeline, depth + 1);
            }
        }
        if (!found) this.#escapes = true;
        return unit.role === 'fixture' ? unit.name : `${unit.name}()`;
    }

    /** Everything that stands beside a name of the handle. */
    followAlias(alias: Alias, depth: number): void {
        for (const unit of alias.units()) {
            const key = `${alias.name}@${unit.start}#${depth}`;
            if (this.#seen.has(key) && !alias.units.length) continue;
            this.#seen.add(key);
            const timeline = this.#facts.timeline(unit);
            if (timeline) this.#followIn(alias, timeline, depth);
        }
    }

    #followIn(alias: Alias, timeline: Timeline, depth: number): void {
        for (const call of timeline.calls) {
            const { body } = call.step;
            const isIt = (e: Expr) => alias.isIt(e, body);
            const given = argumentsOf(call.expr).find(a => carries(a, isIt));
            if (given || isThrough(call.expr.func, isIt)) this.#use(call, given, timeline, depth);
        }
        for (const body of timeline.bodies) {
            for (const step of body.steps) this.#copies(alias, step, timeline, depth);
        }
    }

    /** `ctxt = self.ctxt` and `return self.ctxt`: the handle under another name. */
    #copies(alias: Alias, step: Step, timeline: Timeline, depth: number): void {
        const { stmt, body } = step;
        const value =
            stmt.kind === 'assign' || stmt.kind === 'return'
                ? stmt.value
                : stmt.kind === 'expr' && stmt.value.kind === 'yield'
                  ? stmt.value.value
                  : undefined;
        if (!value || depth >= MAX_DEPTH) return;
        const isIt = (e: Expr) => alias.isIt(e, body);
        if (isIt(value)) this.followValue(value, step, timeline, depth + 1);
        else if (carries(value, isIt)) this.#escapes = true;
    }

    /** A call that gets the handle as `given`, or is made on it. */
    #use(call: Call, given: Expr | undefined, timeline: Timeline, depth: number): void {
        if (given && depth < MAX_DEPTH && this.#enter(call, given, depth)) return;
        const operation = operationOf(timeline.unit, call.expr);
        if (!operation) return;
        const added = this.#followObject(call, operation, timeline);
        // A constructor only holds the handle; what is then called on the object is the operation.
        if (added && isConstructor(operation.name.split('.').at(-1) ?? '')) return;
        this.#add(operation);
    }

    /** A helper of the file gets the handle: what it does with it counts, at its own place. */
    #enter(call: Call, given: Expr, depth: number): boolean {
        const unit = calledUnit(call.expr.func, call.step.body, this.#facts);
        const fn = unit?.fn();
        if (!unit || !fn) return false;
        const param = paramFor(call.expr, given, fn, unit);
        const alias = param === undefined ? undefined : paramAlias(param, unit, this.#facts);
        if (!alias) return false;
        const before = this.#operations.size;
        const key = `param ${param}@${unit.start}`;
        if (this.#seen.has(key)) return true;
        this.followAlias(alias, depth + 1);
        if (this.#operations.size === before) return false;
        this.#seen.add(key);
        return true;
    }

    /** Changes made through an object that was got with the handle: `instance.save()`. */
    #followObject(call: Call, operation: Operation, timeline: Timeline): boolean {
        const { unit } = timeline;
        const target = targetOf(call.step.stmt, call.expr);
        const alias = target ? this.#aliasOf(target, call.step, timeline) : undefined;
        const owner = isConstructor(lastName(call.expr.func) ?? '')
            ? calleeName(call.expr.func)
            : (dottedName(call.expr.func)?.split('.').slice(0, -1).join('.') ?? '');
        let added = false;
        const add = (on: Call, by: FunctionUnit, name: string) => {
            const through = namedOperation(by, on.expr, name);
            if (through.kind !== 'write' && through.kind !== 'delete' && through.kind !== 'administer')
                return;
            this.#add(through);
            added = true;
        };
        for (const other of call.step.calls) {
            if (other !== call && isChained(other.expr, call.expr))
                add(other, unit, owner === '' ? other.name : `${owner}.${other.name}`);
        }
        if (!alias || !/[.A-Z]/.test(operation.name)) return added;
        for (const by of alias.units()) {
            const there = this.#facts.timeline(by);
            for (const other of there?.calls ?? []) {
                const { func } = other.expr;
                if (func.kind === 'attribute' && alias.isIt(func.value, other.step.body))
                    add(other, by, `${alias.name}.${other.name}`);
            }
        }
        return added;
    }

    #aliasOf(target: Expr, step: Step, timeline: Timeline): Alias | undefined {
        if (target.kind === 'name' && !isStatementUnit(timeline.unit))
            return localAlias(target.id, timeline, step.body, step.end, this.#facts);
        if (target.kind !== 'attribute' || target.value.kind !== 'name') return undefined;
        if (target.value.id !== step.body.scope.selfName) return undefined;
        return attributeAlias(target.attr, `self.${target.attr}`, timeline.unit, this.#facts);
    }

    #add(operation: Operation): void {
        this.#operations.set(`${operation.unit.start} ${operation.call.start} ${operation.name}`, operation);
    }
}
