/**
 * What Steady sees in a file, as plain data: test contexts, sleeps with what they are for, injected delays,
 * declared races, privileged handles. It explains a finding, and the absence of one.
 */
import type { LineIndex, Range, Span } from './base/text.ts';
import type { Config } from './config/schema.ts';
import { FileFacts } from './flow/context.ts';
import { handlesIn, type Operation } from './flow/handles.ts';
import { declaredRace, injectionsIn } from './flow/injections.ts';
import { type DescribedPlace, describeRaces } from './flow/races/describe.ts';
import type { BodyRole } from './flow/roles.ts';
import { type SleepBudget, sleepBudget } from './flow/sleep-budget.ts';
import { delayName, type Intent, type SleepSite, sleepsIn } from './flow/sleeps.ts';
import { teamCalls } from './flow/team-calls.ts';
import type { Timeline } from './flow/timeline.ts';
import { type FileRole, type FunctionRole, fileRole } from './model/discovery.ts';
import { buildModule, type FunctionUnit } from './model/module.ts';
import type { SyntaxDocument } from './syntax/document.ts';

/** Everything that the analysis holds to be true of one file. Ranges are zero-based, in UTF-16 units. */
export interface Inspection {
    /** What the file is by its name and content; in `other` nothing is reported. */
    readonly role: FileRole;
    readonly contexts: readonly InspectedContext[];
}

/** A function or method, with what was recognised in it. */
export interface InspectedContext {
    /** `Class.method`, or the name alone. */
    readonly name: string;
    readonly role: FunctionRole;
    readonly range: Range;
    /** It does not parse: rules stay silent in it. */
    readonly broken: boolean;
    readonly sleeps: readonly InspectedSleep[];
    /** What a test sleeps in all, `setUp` and helpers included; left out for what does not sleep or is no test. */
    readonly slept: SleepBudget | undefined;
    readonly injectedDelays: readonly InspectedInjection[];
    readonly race: InspectedRace | undefined;
    /** What runs beside the test; left out if it starts nothing whose code is in the file. */
    readonly concurrency: InspectedConcurrency | undefined;
    readonly handles: readonly InspectedHandle[];
}

export interface InspectedSleep {
    /** What is called, as written: `time.sleep`. */
    readonly call: string;
    readonly range: Range;
    /** Left out if it cannot be told from the file. */
    readonly seconds: number | undefined;
    readonly intent: Intent;
    /** Whether the outcome of the test depends on the sleep being long enough. */
    readonly bets: boolean;
    readonly reasons: readonly string[];
    /** The inner function that holds it; empty if the context itself does. */
    readonly body: string;
    /** In whose name it runs: `main`, `worker`, `stub`, `handler`, `clock-mocked`. */
    readonly role: BodyRole['kind'];
    /** What runs or was asked for before, and where. */
    readonly started: { readonly what: string; readonly range: Range | undefined } | undefined;
    /** What is read or asserted after. */
    readonly observed: Range | undefined;
}

export interface InspectedInjection {
    readonly range: Range;
    readonly seconds: number | undefined;
    /** The production call that it slows. */
    readonly target: string;
}

export interface InspectedRace {
    /** From the explanation to the end of the test. */
    readonly range: Range;
    readonly targets: readonly string[];
    readonly declaredIn: 'name' | 'docstring' | 'comment';
}

/** The test as a concurrent program. */
export interface InspectedConcurrency {
    readonly roots: readonly {
        readonly name: string;
        readonly what: string;
        readonly many: boolean;
        readonly startedAt: Range | undefined;
    }[];
    /** What more than one of them touches. */
    readonly variables: readonly {
        readonly name: string;
        readonly accesses: readonly {
            readonly root: string;
            readonly mode: 'read' | 'write' | 'update';
            readonly locks: readonly string[];
            readonly range: Range;
        }[];
    }[];
    /** What starts, tells and waits, root by root. */
    readonly order: readonly { readonly root: string; readonly what: string; readonly range: Range }[];
    readonly races: readonly {
        readonly name: string;
        readonly kind: string;
        readonly here: Range;
        readonly there: Range;
    }[];
}

export interface InspectedHandle {
    /** How the code names it, such as `self.ctxt`; left out if it is passed on at once. */
    readonly name: string | undefined;
    /** Such as `an administrator context`. */
    readonly what: string;
    readonly range: Range;
    /** It is returned, yielded or kept where its uses cannot be followed. */
    readonly escapes: boolean;
    readonly operations: readonly InspectedOperation[];
}

export interface InspectedOperation {
    readonly name: string;
    readonly kind: Operation['kind'];
    /** The function that performs it. */
    readonly context: string;
    readonly range: Range;
}

export interface InspectionInput {
    readonly path: string;
    readonly document: SyntaxDocument;
    readonly config: Config;
    /** Zero-based; only functions that hold this line are looked at. Left out: all. */
    readonly line?: number | undefined;
}

/** Looks at a file, whatever its name is and whichever rules are on. */
export function inspectDocument({ path, document, config, line }: InspectionInput): Inspection {
    const { text, lines } = document;
    const role = fileRole(path, text);
    const outline = document.outline();
    if (!outline) return { role, contexts: [] };
    const module = buildModule(path, text, outline);
    const facts = new FileFacts(module, teamCalls(config.calls));
    const isWanted = (unit: FunctionUnit) =>
        line === undefined || (lines.lineAt(unit.start) <= line && line <= lines.lineAt(unit.end));
    // Statements outside functions are shown where there is something to see in them.
    const outside = module
        .statementUnits()
        .filter(isWanted)
        .map(unit => inspectUnit(unit, facts, lines, config))
        .filter(context => context.sleeps.length > 0);
    const functions = module.functions.filter(isWanted).map(unit => inspectUnit(unit, facts, lines, config));
    return { role, contexts: [...functions, ...outside] };
}

function inspectUnit(
    unit: FunctionUnit,
    facts: FileFacts,
    lines: LineIndex,
    config: Config,
): InspectedContext {
    const sleeps = unit.broken ? [] : sleepsIn(unit, facts);
    const timeline = facts.timeline(unit);
    const injections = injectionsIn(sleeps);
    const race = timeline && declaredRace(timeline, injections);
    const place = (span: Span) => rangeIn(unit, span, lines);
    return {
        name: unit.qualname === '' ? '<module>' : unit.qualname,
        role: unit.role,
        range: lines.rangeOf(unit),
        broken: unit.broken,
        slept: sleptIn(unit, facts),
        sleeps: sleeps.map(site => inspectSleep(site, facts, lines)),
        injectedDelays: injections.map(({ site, target }) => ({
            range: place(site.call.expr),
            seconds: site.seconds,
            target,
        })),
        race: race && {
            range: place(race.region),
            targets: race.targets,
            declaredIn: race.declaredIn,
        },
        concurrency:
            timeline && unit.role === 'test' ? inspectRaces(timeline, facts, lines, config) : undefined,
        handles: timeline ? inspectHandles(timeline, facts, lines, config) : [],
    };
}

function inspectRaces(
    timeline: Timeline,
    facts: FileFacts,
    lines: LineIndex,
    config: Config,
): InspectedConcurrency | undefined {
    const described = describeRaces(timeline, facts, config);
    if (!described) return undefined;
    const range = ({ unit, span }: DescribedPlace) => rangeIn(unit, span, lines);
    return {
        roots: described.roots.map(({ name, what, many, startedAt }) => ({
            name,
            what,
            many,
            startedAt: startedAt && range(startedAt),
        })),
        variables: described.variables.map(({ name, accesses }) => ({
            name,
            accesses: accesses.map(a => ({ root: a.root, mode: a.mode, locks: a.locks, range: range(a) })),
        })),
        order: described.order.map(o => ({ root: o.root, what: o.what, range: range(o) })),
        races: described.races.map(r => ({
            name: r.name,
            kind: r.kind,
            here: range(r.here),
            there: range(r.there),
        })),
    };
}

function sleptIn(unit: FunctionUnit, facts: FileFacts): SleepBudget | undefined {
    const budget = unit.broken ? undefined : sleepBudget(unit, facts);
    return budget && (budget.seconds > 0 || budget.atLeast) ? budget : undefined;
}

function inspectSleep(site: SleepSite, facts: FileFacts, lines: LineIndex): InspectedSleep {
    const { call, body, timeline, started, observed } = site;
    const { unit } = timeline;
    const startedIn = started && unitOfCall(site, facts);
    return {
        call: delayName(call),
        range: rangeIn(unit, call.expr, lines),
        seconds: site.seconds,
        intent: site.intent,
        bets: site.bets,
        reasons: site.reasons,
        body: body === timeline.root ? '' : body.name,
        role: site.role.kind,
        started: started && {
            what: started.label,
            range: startedIn && rangeIn(startedIn, started.call.expr, lines),
        },
        observed: observed && rangeIn(unit, observed, lines),
    };
}

/** What a sleep waits for may have been started in `setUp`. */
function unitOfCall({ started, timeline }: SleepSite, facts: FileFacts): FunctionUnit | undefined {
    if (!started || timeline.calls.includes(started.call)) return timeline.unit;
    return facts.module.functions.find(
        unit => unit.role === 'setup' && facts.timeline(unit)?.calls.includes(started.call),
    );
}

function inspectHandles(
    timeline: Timeline,
    facts: FileFacts,
    lines: LineIndex,
    config: Config,
): InspectedHandle[] {
    return handlesIn(timeline, facts, config.privilegeHandles).map(handle => ({
        name: handle.name,
        what: handle.row.what,
        range: rangeIn(timeline.unit, handle.call.expr, lines),
        escapes: handle.escapes,
        operations: handle.operations.map(({ name, kind, unit, call }) => ({
            name,
            kind,
            context: unit.qualname,
            range: rangeIn(unit, call, lines),
        })),
    }));
}

/** Spans of the flow are relative to their function. */
function rangeIn(unit: FunctionUnit, span: Span, lines: LineIndex): Range {
    return lines.rangeOf({ start: span.start + unit.start, end: span.end + unit.start });
}
