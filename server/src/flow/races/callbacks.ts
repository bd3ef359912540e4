/** Methods of the file's own classes that a library calls from several threads, and what they update there. */
import type { FunctionUnit } from '../../model/module.ts';
import { matching } from '../../model/reads.ts';
import type { AugAssignStmt, Expr } from '../../syntax/ast.ts';
import { lastName, walkExpr } from '../../syntax/walk.ts';
import type { FileFacts } from '../context.ts';
import { CALLER_WORDS, THREADED_CALLERS, type ThreadedCaller } from '../libraries/callers.ts';
import { argumentAt, type Call, type Step } from '../timeline.ts';

export interface CalledFromThreads {
    readonly who: string;
    /** Where the object or method is handed over. */
    readonly by: FunctionUnit;
    readonly call: Call;
}

/** Whether the file holds any of the calls that the tables know. */
export function hasThreadedCallers(facts: FileFacts): boolean {
    return facts.mentions(CALLER_WORDS);
}

export function calledFromThreads(unit: FunctionUnit, facts: FileFacts): CalledFromThreads | undefined {
    if (!unit.cls || !hasThreadedCallers(facts)) return undefined;
    const { log, functions } = facts.module;
    for (const by of matching(log, functions, CALLER_WORDS)) {
        for (const call of facts.timeline(by)?.calls ?? []) {
            const row = THREADED_CALLERS.find(r => r.call.test(call.origin ?? ''));
            const given = row && argumentAt(call.expr, row.argument);
            if (given && hands(given, call, by, unit, row, facts)) return { who: row.who, by, call };
        }
    }
    return undefined;
}

/** Whether an argument is the method, or an instance of its class. */
function hands(
    given: Expr,
    call: Call,
    by: FunctionUnit,
    unit: FunctionUnit,
    row: ThreadedCaller,
    facts: FileFacts,
): boolean {
    const className = unit.cls?.name.split('.').at(-1);
    let found = false;
    const look = (expr: Expr, depth: number): void =>
        walkExpr(expr, e => {
            if (e.kind === 'call' && lastName(e.func) === className)
                found ||= row.methods?.test(unit.name) ?? true;
            if (
                e.kind === 'attribute' &&
                e.attr === unit.name &&
                e.value.kind === 'name' &&
                e.value.id === call.step.body.scope.selfName &&
                by.cls === unit.cls
            )
                found = true;
            if (e.kind !== 'name' || depth === 0) return;
            for (const binding of facts.resolver.lookup(e.id, call.step.body.scope)?.bindings ?? [])
                if (binding.kind === 'assign') look(binding.value, depth - 1);
        });
    look(given, 2);
    return found;
}

/** `self.count += 1` outside any `with`, in a method. */
export function unguardedUpdates(
    steps: readonly Step[],
    selfName: string | undefined,
): readonly (Step & { stmt: AugAssignStmt })[] {
    return steps.flatMap(step => {
        const { stmt, frames } = step;
        return stmt.kind === 'augassign' &&
            stmt.target.kind === 'attribute' &&
            stmt.target.value.kind === 'name' &&
            stmt.target.value.id === selfName &&
            !frames.some(f => f.kind === 'with')
            ? [{ ...step, stmt }]
            : [];
    });
}
