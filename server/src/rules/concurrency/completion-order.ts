/** What came first is asserted, and nothing says what comes first. */
import { anyOrderFixes } from '../../fixes/concurrency/any-order.ts';
import { diagram } from '../../flow/races/interleaving.ts';
import type { Access, Root } from '../../flow/races/program.ts';
import type { RaceReport } from '../../flow/races/races.ts';
import type { Timeline } from '../../flow/timeline.ts';
import { listOf, type Unordered, unorderedIn } from '../../flow/unordered.ts';
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { dottedName, lastName } from '../../syntax/walk.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { lineIn, namesThreads, reportOf, STARTS, THREAD_WORDS } from './shared.ts';

const OUT_OF_ORDER = ['as_completed', 'imap_unordered'];

export const completionOrder: Rule = {
    meta: {
        name: 'completion-order',
        family: 'concurrency',
        summary: 'An ordered comparison of what concurrent work filled',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports an assertion that compares a list with an ordered literal, or looks at its first element, where several threads, or tasks of trio or anyio, that nothing orders append different things to it, or where it was filled by going over `as_completed` or `imap_unordered`.',
            why: 'Workers finish in any order. The list has all the items, but not always in the order in which the workers were started.',
            example: `import threading


def test_all_report():
    names = []

    def first():
        names.append('first')

    def second():
        names.append('second')

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert names == ['first', 'second']
`,
            useInstead: `import threading


def test_all_report():
    names = []

    def first():
        names.append('first')

    def second():
        names.append('second')

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    two.start()
    one.join()
    two.join()
    assert sorted(names) == ['first', 'second']
`,
            references: [
                {
                    title: 'concurrent.futures.as_completed',
                    url: 'https://docs.python.org/3/library/concurrent.futures.html#concurrent.futures.as_completed',
                },
            ],
        },
    },
    triggers: [...STARTS, ...OUT_OF_ORDER],
    requires: /(==\s*(\[|\(|list\()|assert(List)?Equals?\(|\[0\])/,
    needs: [...THREAD_WORDS, ...OUT_OF_ORDER],
    roles: ['test'],
    concerns: unit => OUT_OF_ORDER.some(word => unit.text.includes(word)) || namesThreads(unit),
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        // A test that is named after the order bets on durations on purpose.
        const isSubject = /order|complet/i.test(context.unit.name);
        for (const unordered of isSubject ? [] : unorderedIn(timeline))
            checkUnordered(unordered, timeline, context);
        const report = reportOf(context);
        if (!report) return;
        const reported = new Set<string>();
        for (const read of report.program.roots[0]?.actions ?? []) {
            if (
                read.kind !== 'access' ||
                read.mode !== 'read' ||
                !read.asserted ||
                reported.has(read.variable)
            )
                continue;
            const name = report.program.names.get(read.variable) ?? read.variable;
            if (!isOrdered(read.step.stmt, name)) continue;
            const pair = unorderedPair(report, read);
            if (!pair) continue;
            reported.add(read.variable);
            const [a, b] = pair;
            context.report({
                at: read.step,
                message: `\`${name}\` holds its items in the order in which the workers came: nothing orders \`${nameOf(report, a)}\` and \`${nameOf(report, b)}\``,
                confidence: 'medium',
                fixes: () => {
                    const list = listNamed(read.step.stmt, name);
                    return list
                        ? anyOrderFixes(read.step, list, timeline, context.facts, context.config)
                        : [];
                },
                related: [a, b].map(access => ({
                    span: access.span,
                    unit: access.unit,
                    message: `\`${nameOf(report, access)}\` adds to \`${name}\` here`,
                })),
                explanation: {
                    why: 'The assertion compares with one of the possible orders. Another one is as likely on a busy machine:',
                    solution: `Compare \`sorted(${name})\`, use \`assertCountEqual\`, or keep the results by worker.`,
                    evidence: diagram([
                        [nameOf(report, a), nameOf(report, b)],
                        ['', lineIn(b)],
                        [lineIn(a), ''],
                    ]),
                },
            });
        }
    },
};

/** What `as_completed` gave out is compared as if it had kept the order of its argument. */
function checkUnordered(unordered: Unordered, timeline: Timeline, context: RuleContext): void {
    const { name, source, step } = unordered;
    const reader =
        name === undefined
            ? step
            : timeline.root.steps.find(s => s.index > step.index && isOrdered(s.stmt, name));
    const list = name === undefined ? listOf(step, source) : reader && listNamed(reader.stmt, name);
    if (!reader || (name === undefined && (!list || !isOrderedBy(reader.stmt, e => e === list)))) return;
    const { unit, facts, config } = context;
    context.report({
        at: reader,
        message: `${name === undefined ? 'What is compared here' : `\`${name}\``} stands in the order in which the work ended: \`${source.name}\` gives out what is done first`,
        confidence: 'medium',
        related: name === undefined ? [] : [{ span: source.expr, unit, message: 'in the order of the ends' }],
        fixes: () => (list ? anyOrderFixes(reader, list, timeline, facts, config) : []),
        explanation: {
            why: 'The assertion compares with one of the possible orders. Another one is as likely on a busy machine.',
            solution: 'Compare in any order, or keep the results by what was asked for.',
            evidence: '',
        },
    });
}

/** Two writes of different things by workers that nothing orders. */
function unorderedPair({ program, order }: RaceReport, read: Access): [Access, Access] | undefined {
    const writes = program.roots.flatMap(root =>
        isUnordered(root) ? addedBy(root, read.variable).map(access => ({ root, access })) : [],
    );
    for (const [i, { root, access: a }] of writes.entries())
        for (const { root: other, access: b } of writes.slice(i + 1))
            if (
                root !== other &&
                (lineIn(a) !== lineIn(b) || (runsAtOnce(root) && addsAnother(a, b))) &&
                order.concurrent(a, b) &&
                !a.afterUnknown &&
                !b.afterUnknown
            )
                return [a, b];
    return undefined;
}

/** An event loop that serves first who came first does so in every run; trio and anyio shuffle. */
function isUnordered({ id, what, scheduling }: Root): boolean {
    // Timers of one loop come in the order of their times.
    const isOfLoop = what === 'timer' && scheduling.by === 'loop';
    return (
        id !== 0 && !isOfLoop && (/^(thread|job|timer)$/.test(what) || (what === 'task' && !scheduling.fifo))
    );
}

/** Of several timers the shorter one comes first, and of a pool it is not known how many jobs it runs at a time. */
function runsAtOnce({ what }: Root): boolean {
    return what === 'thread' || what === 'task';
}

/** What a root adds; of a task only up to where it waits for the first time: what wakes it may have an order. */
function addedBy({ actions, what }: Root, variable: string): Access[] {
    const firstWait = what === 'task' ? actions.findIndex(a => a.kind === 'yield') : -1;
    return actions
        .slice(0, firstWait === -1 ? actions.length : firstWait)
        .flatMap(a => (a.kind === 'access' && a.variable === variable && adds(a) ? [a] : []));
}

/** Not the same constant, twice. */
function addsAnother(a: Access, b: Access): boolean {
    const [x] = itemsOf(a);
    return lineIn(a) === lineIn(b) && x !== undefined && !/^(constant|number|string)$/.test(x.kind);
}

function itemsOf({ step }: Access): readonly Expr[] {
    return step.stmt.kind === 'expr' && step.stmt.value.kind === 'call' ? step.stmt.value.args : [];
}

function adds({ step }: Access): boolean {
    const { stmt } = step;
    return stmt.kind !== 'expr' || stmt.value.kind !== 'call'
        ? false
        : /^(append|appendleft|extend)$/.test(lastName(stmt.value.func) ?? '');
}

function nameOf({ program }: RaceReport, access: Access): string {
    return program.roots.find(r => r.actions.includes(access))?.name ?? 'worker';
}

/** `assert names == ['a', 'b']`, `assertEqual(names, [...])`, `assert names[0] == 'a'` */
function isOrdered(stmt: Stmt, name: string): boolean {
    return isOrderedBy(stmt, e => dottedName(e) === name);
}

function isOrderedBy(stmt: Stmt, isIt: (e: Expr) => boolean): boolean {
    const pair = compared(stmt);
    if (!pair) return false;
    const isFirst = (e: Expr) => e.kind === 'subscript' && isIt(e.value) && e.indices[0]?.kind === 'number';
    return pair.some(isFirst) || (pair.some(isIt) && pair.some(isList));
}

/** A list of different things, or `list(range(...))`. */
function isList(e: Expr): boolean {
    if (e.kind === 'call')
        return (
            lastName(e.func) === 'list' && e.args[0]?.kind === 'call' && lastName(e.args[0].func) === 'range'
        );
    return (
        (e.kind === 'list' || e.kind === 'tuple') &&
        e.items.length > 1 &&
        new Set(e.items.map(keyOf)).size > 1
    );
}

/** The side of a comparison that is the list itself. */
function listNamed(stmt: Stmt, name: string): Expr | undefined {
    return compared(stmt)?.find(e => dottedName(e) === name);
}

function keyOf(e: Expr): string {
    if (e.kind === 'string') return `s${e.value ?? e.start}`;
    if (e.kind === 'number' || e.kind === 'constant') return `n${e.value}`;
    return `e${e.start}`;
}

function compared(stmt: Stmt): readonly Expr[] | undefined {
    if (stmt.kind === 'assert')
        return stmt.test.kind === 'compare' && stmt.test.ops[0] === '=='
            ? [stmt.test.left, ...stmt.test.comparators]
            : undefined;
    if (stmt.kind !== 'expr' || stmt.value.kind !== 'call') return undefined;
    return /^(assertEqual|assertEquals|assertListEqual)$/.test(lastName(stmt.value.func) ?? '')
        ? stmt.value.args.slice(0, 2)
        : undefined;
}
