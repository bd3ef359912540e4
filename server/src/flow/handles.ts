/** Privileged handles and everything that is done through them. */
import type { CallExpr, Expr } from '../syntax/ast.ts';
import { lastName } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import { ADMIN_CONTEXTS, type HandlePattern, type HandleRow } from './libraries/privileges/contexts.ts';
import { auditCall } from './privileges/audit.ts';
import type { Operation } from './privileges/operations.ts';
import { enclosingCall, isExpectation } from './privileges/values.ts';
import type { Call, Timeline } from './timeline.ts';

export type { Operation } from './privileges/operations.ts';

export interface Handle {
    readonly row: HandleRow;
    readonly call: Call;
    /** How the test names it: `self.ctxt`, `ctxt`; `undefined` if it is passed on directly. */
    readonly name: string | undefined;
    readonly operations: readonly Operation[];
    /** It leaves what can be followed: returned to elsewhere, or kept in a place of its own. */
    readonly escapes: boolean;
    /** Other calls of the function that make the same and pass it on at once. */
    readonly again: readonly Call[];
}

/** What the configuration names. */
const CONFIGURED: HandleRow = { what: 'a privileged handle', ordinary: undefined };

/** The administrator contexts that a function creates. */
export function handlesIn(timeline: Timeline, facts: FileFacts, extra: readonly string[]): Handle[] {
    const handles: Handle[] = [];
    for (const call of timeline.calls) {
        const row = rowOf(call, facts, extra);
        if (!row || isExpectation(call.expr, call.step, call.step.body)) continue;
        if (row.drop === 'call' && isAlreadyPrivileged(call, facts)) continue;
        const handle: Handle = { row, call, ...auditCall(call, timeline, facts), again: [] };
        // Made anew for each use, it is one handle all the same.
        const same = handles.findIndex(h => h.row === row && isPassedOn(h) && isPassedOn(handle));
        const first = handles[same];
        if (first) handles[same] = merge(first, handle);
        else handles.push(handle);
    }
    return handles;
}

function isPassedOn({ name, call }: Handle): boolean {
    return name === undefined && enclosingCall(call.expr, call.step) !== undefined;
}

function merge(first: Handle, next: Handle): Handle {
    return {
        ...first,
        operations: [...first.operations, ...next.operations],
        escapes: first.escapes || next.escapes,
        again: [...first.again, next.call],
    };
}

function rowOf(call: Call, facts: FileFacts, extra: readonly string[]): HandleRow | undefined {
    const { origin } = call;
    if (origin !== undefined && extra.some(name => origin === name || origin.endsWith(`.${name}`)))
        return CONFIGURED;
    return ADMIN_CONTEXTS.find(row => matches(row, call, facts));
}

/** Whether a call is what a row of a table describes. */
function matches(pattern: HandlePattern, call: Call, facts: FileFacts): boolean {
    const { origin, name, expr, step } = call;
    if (pattern.origin && !(origin !== undefined && pattern.origin.test(origin))) return false;
    if (pattern.callee && !pattern.callee.test(name)) return false;
    if (pattern.receiver) {
        const receiver = receiverOf(expr);
        if (!receiver || !pattern.receiver.test(nameOf(receiver))) return false;
        if (/(^|\.)\w*Mock\(\)/.test(facts.resolver.origin(receiver, step.body.scope) ?? '')) return false;
    }
    return !pattern.flag || isFlagSet(expr, pattern.flag);
}

function receiverOf(call: CallExpr): Expr | undefined {
    return call.func.kind === 'attribute' ? call.func.value : undefined;
}

function nameOf(expr: Expr): string {
    return lastName(expr.kind === 'call' ? expr.func : expr) ?? '';
}

function isFlagSet(call: CallExpr, flag: NonNullable<HandlePattern['flag']>): boolean {
    const keyword = call.keywords.find(k => k.name === flag.keyword)?.value;
    const value = keyword ?? (flag.index === undefined ? undefined : call.args[flag.index]);
    return value?.kind === 'constant' && value.value === true;
}

/** Elevating what is an administrator's already adds nothing: the first handle's audit shows it. */
function isAlreadyPrivileged(call: Call, facts: FileFacts): boolean {
    const receiver = receiverOf(call.expr);
    const origin = receiver && facts.resolver.origin(receiver, call.step.body.scope);
    return origin !== undefined && /get_admin_context(_without_session)?\(\)$/.test(origin);
}
