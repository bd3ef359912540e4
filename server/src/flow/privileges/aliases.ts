/** The names under which a handle is known, and the places where they stand. */
import { type ClassModel, type FunctionUnit, findMethod } from '../../model/module.ts';
import { mentioning } from '../../model/reads.ts';
import type { Expr } from '../../syntax/ast.ts';
import type { FileFacts } from '../context.ts';
import type { Body, Timeline } from '../timeline.ts';

/** A name that stands for a handle. */
export interface Alias {
    /** As code spells it: `ctxt`, `self.ctxt`, `CONTEXT`. */
    readonly name: string;
    /** The functions in which it may stand. */
    readonly units: () => readonly FunctionUnit[];
    /** Whether an expression in a body is the handle under this name. */
    readonly isIt: (expr: Expr, body: Body) => boolean;
}

/** A local name, from its assignment to the next one. */
export function localAlias(
    name: string,
    timeline: Timeline,
    body: Body,
    after: number,
    facts: FileFacts,
): Alias {
    const { resolver } = facts;
    const { scope } = body;
    const before = nextAssignment(name, body, after);
    return {
        name,
        units: () => [timeline.unit],
        isIt: (expr, at) =>
            expr.kind === 'name' &&
            expr.id === name &&
            expr.start >= after &&
            expr.start < before &&
            resolver.lookup(name, at.scope)?.scope === scope,
    };
}

function nextAssignment(name: string, body: Body, after: number): number {
    const bindings = body.scope.bindings.get(name) ?? [];
    const next = bindings.filter(b => b.kind !== 'param' && b.at > after).map(b => b.at);
    return next.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...next);
}

/** A parameter: of a helper that gets the handle, or of a test that gets it from a fixture. */
export function paramAlias(name: string, unit: FunctionUnit, facts: FileFacts): Alias | undefined {
    const timeline = facts.timeline(unit);
    return timeline && localAlias(name, timeline, timeline.root, -1, facts);
}

/** A module constant. */
export function moduleAlias(name: string, facts: FileFacts): Alias {
    const { module, resolver } = facts;
    return {
        name,
        units: () => mentioning(module.log, module.functions, name),
        isIt: (expr, body) =>
            expr.kind === 'name' &&
            expr.id === name &&
            resolver.lookup(name, body.scope)?.scope === module.scope,
    };
}

/** An attribute of the instance or the class; `unit` is where it is set. */
export function attributeAlias(attr: string, spelled: string, unit: FunctionUnit, facts: FileFacts): Alias {
    return {
        name: spelled,
        // Looking into a method costs a parse: only where the attribute itself is written.
        units: () => {
            const owners = ['self', 'cls', unit.cls?.name.split('.').at(-1) ?? 'self'];
            const sharing = unitsSharing(attr, unit, facts);
            const spelled = new Set(
                owners.flatMap(owner => mentioning(facts.module.log, sharing, `${owner}.${attr}`)),
            );
            return sharing.filter(u => spelled.has(u));
        },
        isIt: (expr, body) => {
            if (expr.kind !== 'attribute' || expr.attr !== attr || expr.value.kind !== 'name') return false;
            const owner = expr.value.id;
            return owner === body.scope.selfName || owner === 'cls' || owner === unit.cls?.name;
        },
    };
}

/** The methods that see an attribute which `unit` sets: of its class, of its local bases and subclasses. */
function unitsSharing(attr: string, unit: FunctionUnit, facts: FileFacts): FunctionUnit[] {
    const { cls } = unit;
    if (!cls) return [unit];
    // What a test sets lives for that test only: itself and the helpers that it calls.
    if (unit.role === 'test') {
        const helpers = [cls, ...cls.localBases()]
            .flatMap(c => [...c.methods.values()])
            .filter(m => m.role === 'helper' && unit.text.includes(`.${m.name}(`));
        return [unit, ...helpers];
    }
    const family = [...facts.module.classes.values()].filter(
        c => c === cls || cls.localBases().includes(c) || inherits(c, cls, attr, unit, facts),
    );
    return [...new Set(family.flatMap(c => [...c.methods.values()]))];
}

/** Whether a subclass has the attribute from `unit` and does not set it anew. */
function inherits(
    subclass: ClassModel,
    cls: ClassModel,
    attr: string,
    unit: FunctionUnit,
    facts: FileFacts,
): boolean {
    if (!subclass.localBases().includes(cls)) return false;
    const source = facts.resolver.attribute(subclass, attr);
    if (!source?.unit || source.unit === unit) return true;
    return source.unit.cls !== subclass;
}

/** The function of the file that a call in `body` calls, if it is one. */
export function calledUnit(func: Expr, body: Body, facts: FileFacts): FunctionUnit | undefined {
    const { module, resolver } = facts;
    if (func.kind === 'name') {
        const unit = module.topLevel.get(func.id);
        return unit && resolver.lookup(func.id, body.scope)?.scope === module.scope ? unit : undefined;
    }
    if (func.kind !== 'attribute' || func.value.kind !== 'name') return undefined;
    const owner = func.value.id;
    const cls =
        owner === body.scope.selfName || owner === 'cls'
            ? resolver.classOf(body.scope)
            : module.classes.get(owner);
    return cls && findMethod(cls, func.attr);
}

/** Whether a scope belongs to a statement outside functions. */
export function isStatementUnit(unit: FunctionUnit): boolean {
    return unit.name === '';
}
