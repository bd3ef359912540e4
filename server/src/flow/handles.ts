/** Privileged handles and everything that is done through them. */
import type { FunctionUnit } from '../model/module.ts';
import type { CallExpr, Expr, Stmt } from '../syntax/ast.ts';
import { dottedName, ownExprs, walkBlock, walkExpr } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import {
    ADMIN_CONTEXTS,
    type HandleRow,
    OPERATION_VERBS,
    type OperationKind,
} from './libraries/privileges.ts';
import type { Call, Timeline } from './timeline.ts';

/** One operation performed through a handle. */
export interface Operation {
    readonly unit: FunctionUnit;
    readonly call: CallExpr;
    /** The callee as written: `objects.PciDeviceList.get_by_instance_uuid`. */
    readonly name: string;
    readonly kind: OperationKind;
}

export interface Handle {
    readonly row: HandleRow;
    readonly call: Call;
    /** How the test names it: `self.ctxt`, `ctxt`; `undefined` if it is passed on directly. */
    readonly name: string | undefined;
    readonly operations: readonly Operation[];
    /** It leaves the function: returned, yielded or kept where its uses cannot be followed. */
    readonly escapes: boolean;
}

/** The administrator contexts that a function creates. */
export function handlesIn(timeline: Timeline, facts: FileFacts, extra: readonly string[]): Handle[] {
    const handles: Handle[] = [];
    for (const call of timeline.calls) {
        const row = rowOf(call, extra);
        if (row) handles.push(audit(row, call, timeline, facts));
    }
    return handles;
}

function rowOf(call: Call, extra: readonly string[]): HandleRow | undefined {
    const { origin } = call;
    if (origin === undefined) return undefined;
    if (extra.includes(origin)) return { origin: /^/, what: 'a privileged handle', ordinary: undefined };
    return ADMIN_CONTEXTS.find(row => row.origin.test(origin));
}

function audit(row: HandleRow, call: Call, timeline: Timeline, facts: FileFacts): Handle {
    const { stmt } = call.step;
    const target = stmt.kind === 'assign' && stmt.value === call.expr ? stmt.targets[0] : undefined;
    if (target?.kind === 'name') {
        const operations = operationsThrough(
            timeline.unit,
            timeline.fn.body,
            e => e.kind === 'name' && e.id === target.id,
            call.expr,
        );
        return { row, call, name: target.id, operations, escapes: escapes(timeline.fn.body, target.id) };
    }
    const self = call.step.body.scope.selfName;
    if (
        target?.kind === 'attribute' &&
        target.value.kind === 'name' &&
        (target.value.id === self || target.value.id === 'cls')
    ) {
        return auditAttribute(row, call, target.attr, timeline, facts);
    }
    // Passed on at once: `save(get_admin_context())`; the call around it is the operation.
    const around = timeline.calls.find(
        c => c !== call && c.expr.start <= call.expr.start && call.expr.end <= c.expr.end,
    );
    const operations = around ? [operation(timeline.unit, around.expr)] : [];
    return { row, call, name: undefined, operations, escapes: stmt.kind === 'return' || !around };
}

function auditAttribute(
    row: HandleRow,
    call: Call,
    attr: string,
    timeline: Timeline,
    facts: FileFacts,
): Handle {
    const { unit } = timeline;
    const operations: Operation[] = [];
    const related = unit.cls
        ? [unit.cls, ...facts.module.classes.values()].filter((c, i, all) => all.indexOf(c) === i)
        : [];
    for (const cls of related) {
        if (
            cls !== unit.cls &&
            unit.cls &&
            !cls.localBases().includes(unit.cls) &&
            !unit.cls.localBases().includes(cls)
        )
            continue;
        for (const method of cls.methods.values()) {
            if (!method.text.includes(attr) || method.broken) continue;
            const fn = method.fn();
            if (!fn) continue;
            const isHandle = (e: Expr) =>
                e.kind === 'attribute' &&
                e.attr === attr &&
                e.value.kind === 'name' &&
                (e.value.id === 'self' || e.value.id === 'cls' || e.value.id === fn.params[0]?.name);
            operations.push(...operationsThrough(method, fn.body, isHandle, call.expr));
        }
    }
    const self = call.step.body.scope.selfName ?? 'self';
    return { row, call, name: `${self}.${attr}`, operations, escapes: false };
}

/** The calls that get the handle as an argument or are made on it. */
function operationsThrough(
    unit: FunctionUnit,
    block: readonly Stmt[],
    isHandle: (e: Expr) => boolean,
    origin: CallExpr,
): Operation[] {
    const found: Operation[] = [];
    walkBlock(block, stmt => {
        for (const own of ownExprs(stmt)) {
            walkExpr(own, e => {
                if (e.kind !== 'call' || e === origin) return;
                const through =
                    e.args.some(a => holds(a, isHandle)) ||
                    e.keywords.some(k => holds(k.value, isHandle)) ||
                    (e.func.kind === 'attribute' && isHandle(e.func.value));
                if (through) found.push(operation(unit, e));
            });
        }
        return undefined;
    });
    return found;
}

function holds(arg: Expr, isHandle: (e: Expr) => boolean): boolean {
    if (arg.kind === 'starred') return isHandle(arg.value);
    return isHandle(arg);
}

function operation(unit: FunctionUnit, call: CallExpr): Operation {
    const name = dottedName(call.func) ?? (call.func.kind === 'attribute' ? call.func.attr : 'call');
    return { unit, call, name, kind: operationKind(name) };
}

/** What an operation does, by its name. */
export function operationKind(name: string): OperationKind {
    const last = name.split('.').pop() ?? name;
    const words = last.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
    for (const { kind, verb } of OPERATION_VERBS) if (verb.test(words)) return kind;
    return 'unknown';
}

function escapes(block: readonly Stmt[], name: string): boolean {
    let found = false;
    walkBlock(block, stmt => {
        if (stmt.kind === 'return' && stmt.value?.kind === 'name' && stmt.value.id === name) found = true;
        if (
            stmt.kind === 'expr' &&
            stmt.value.kind === 'yield' &&
            stmt.value.value?.kind === 'name' &&
            stmt.value.value.id === name
        )
            found = true;
        if (stmt.kind === 'assign' && stmt.value?.kind === 'name' && stmt.value.id === name) found = true;
        return undefined;
    });
    return found;
}
