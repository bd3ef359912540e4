/** What the rest of a file says about a call that is not awaited: everywhere else it is. */
import { mentioning } from '../model/reads.ts';
import type { CallExpr } from '../syntax/ast.ts';
import { dottedName } from '../syntax/walk.ts';
import type { FileFacts } from './context.ts';
import type { Body, Call } from './timeline.ts';

/** So many awaited calls of a method make one that is not awaited stand out. */
const LEAST = 3;
/** Of so many one more may be without `await`, such as the one that expects an error at once. */
const ONE_IN = 4;

/**
 * How often the file awaits the method of a call on what the same function made, if it does so nearly always; else 0.
 * Two types of one file may share the name of a method: `lock.release()` speaks for another `lock.release()` only
 * if both locks come from the same call.
 */
export function awaitedElsewhere(call: Call, facts: FileFacts): number {
    const { name } = call;
    const maker = makerOf(call, facts);
    if (maker === undefined) return 0;
    let awaited = 0;
    let dropped = 0;
    let beside = 0;
    const { log, functions } = facts.module;
    const speaking = mentioning(log, functions, `.${name}(`);
    if (!speaking.some(unit => unit.text.includes('await'))) return 0;
    for (const unit of speaking) {
        for (const other of facts.timeline(unit)?.calls ?? []) {
            const made = other.name === name ? makerOf(other, facts) : undefined;
            if (made?.callee !== maker.callee || made.words !== maker.words) continue;
            if (other.awaited) {
                if (made.given === maker.given && hasKeywordsOf(call.expr, other.expr)) awaited++;
            } else if (isStatement(other)) {
                if (unit.fn() === rootOf(call)) beside++;
                else dropped++;
            }
        }
    }
    // What is left out again and again is left out on purpose.
    return awaited >= LEAST && (dropped + beside - 1) * ONE_IN <= awaited ? awaited : 0;
}

/** `p.expect('2')` is another thing than `p.expect('2', async_=True)`: both have the same keywords. */
export function hasKeywordsOf(one: CallExpr, other: CallExpr): boolean {
    const names = ({ keywords }: CallExpr) =>
        keywords
            .map(k => k.name ?? '**')
            .sort()
            .join();
    return names(one) === names(other);
}

function isStatement({ step, expr }: Call): boolean {
    return step.stmt.kind === 'expr' && step.stmt.value === expr;
}

/** The function of the file in which a call stands, however deep. */
function rootOf({ step }: Call): Body['node'] {
    let { body } = step;
    while (body.parent) body = body.parent;
    return body.node;
}

interface Maker {
    readonly callee: string;
    /** `make('sync')` and `make('async')` make two things. */
    readonly words: string;
    /** `make()` and `make(delegate=it)` may make two things, or the same. */
    readonly given: string;
}

/** The call whose result the receiver is: that of `self.get_lock` for `lock = self.get_lock(r)`. */
function makerOf({ expr, step }: Call, { resolver }: FileFacts): Maker | undefined {
    if (expr.func.kind !== 'attribute' || expr.func.value.kind !== 'name') return undefined;
    const found = resolver.lookup(expr.func.value.id, step.body.scope);
    const binding = found?.bindings.findLast(b => b.at < expr.start) ?? found?.bindings[0];
    if (binding?.kind !== 'assign' && binding?.kind !== 'with') return undefined;
    const value = binding.value.kind === 'await' ? binding.value.value : binding.value;
    const callee = value.kind === 'call' ? dottedName(value.func) : undefined;
    if (callee === undefined || value.kind !== 'call') return undefined;
    return {
        callee,
        words: value.args.flatMap(arg => (arg.kind === 'string' ? [arg.value ?? ''] : [])).join(' '),
        given: value.keywords.map(k => k.name ?? '**').join(' '),
    };
}
