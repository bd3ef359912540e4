/** What one analysis of one file version shares: the model, and timelines made on demand. */
import type { ClassModel, FunctionUnit, ModuleModel } from '../model/module.ts';
import { mentioning, type Remembered } from '../model/reads.ts';
import { Resolver } from '../model/resolve.ts';
import type { SleepSite } from './sleep-site.ts';
import type { SleepWrapper } from './sleep-wrappers.ts';
import { NO_TEAM_CALLS, type TeamCalls } from './team-calls.ts';
import type { Body, Call } from './timeline.ts';
import { buildTimeline, type Timeline } from './timeline.ts';
import { type CallableUse, usesInCall, usesOf } from './uses.ts';

/** Something that one may ask of a file as a whole, with an answer that is cheap to compare. */
export interface FileQuestion {
    readonly ask: (facts: FileFacts) => string;
}

/** The facts of one file version. Make a new one for every version: it caches. */
export class FileFacts {
    readonly resolver: Resolver;
    readonly #timelines = new Map<FunctionUnit, Remembered<Timeline | undefined>>();
    readonly #uses = new Map<Body, Remembered<readonly CallableUse[]>>();
    readonly #sleeps = new Map<FunctionUnit, Remembered<readonly SleepSite[]>>();
    readonly #wrappers = new Map<FunctionUnit, Remembered<SleepWrapper | undefined>>();
    readonly #clocks = new Map<ClassModel | undefined, Remembered<boolean>>();
    readonly #unitUses = new Map<FunctionUnit, Remembered<readonly UnitUse[]>>();
    readonly #mentions = new Map<RegExp, boolean>();
    #gaps: string | undefined;
    readonly #others = new Map<object, Map<unknown, Remembered<unknown>>>();

    /** @param team what the configuration says of the team's own calls */
    constructor(
        readonly module: ModuleModel,
        readonly team: TeamCalls = NO_TEAM_CALLS,
    ) {
        this.resolver = new Resolver(module);
    }

    /** `undefined` for what is not a function or does not parse. */
    timeline(unit: FunctionUnit): Timeline | undefined {
        return this.module.log.remember(this.#timelines, unit, () => {
            const fn = unit.broken ? undefined : unit.fn();
            return fn && buildTimeline(unit, fn, this.resolver, this.team);
        });
    }

    /** Whether something stands anywhere in the file's text; looked for once. Give a pattern that is a constant. */
    mentions(pattern: RegExp): boolean {
        const { log } = this.module;
        let known = this.#mentions.get(pattern);
        if (known === undefined) {
            known = log.unseen(() => this.#isMentioned(pattern));
            this.#mentions.set(pattern, known);
        }
        log.answer(pattern, String(known));
        return known;
    }

    /** In a document that is being edited each function is asked once in its life. */
    #isMentioned(pattern: RegExp): boolean {
        const { log, functions, text } = this.module;
        if (!log.isKept) return pattern.test(text);
        this.#gaps ??= gapsBetween(functions, text);
        return (
            pattern.test(this.#gaps) ||
            functions.some(unit => unit.own(pattern, () => pattern.test(unit.text)))
        );
    }

    /** Something that a part of the analysis works out once for each `key`, whatever it reads for that. */
    once<K, T>(what: object, key: K, make: () => T): T {
        let memo = this.#others.get(what) as Map<K, Remembered<T>> | undefined;
        if (!memo) {
            memo = new Map();
            this.#others.set(what, memo as Map<unknown, Remembered<unknown>>);
        }
        return this.module.log.remember(memo, key, make);
    }

    /** Where an inner function of a test goes. */
    uses(body: Body, timeline: Timeline): readonly CallableUse[] {
        return this.module.log.remember(this.#uses, body, () => usesOf(body, timeline));
    }

    /** The sleeps of a function; worked out once by `classify`. */
    sleeps(unit: FunctionUnit, classify: () => readonly SleepSite[]): readonly SleepSite[] {
        return this.module.log.remember(this.#sleeps, unit, classify);
    }

    /** What is known of a helper that only sleeps; worked out once by `describe`. */
    sleepWrapper(unit: FunctionUnit, describe: () => SleepWrapper | undefined): SleepWrapper | undefined {
        return this.module.log.remember(this.#wrappers, unit, describe);
    }

    /** Whether a fake clock surrounds the tests of a class, or those outside classes; worked out once by `find`. */
    clockOf(cls: ClassModel | undefined, find: () => boolean): boolean {
        return this.module.log.remember(this.#clocks, cls, find);
    }

    /** Where a helper goes that stands beside the tests: all uses of its name in the file. */
    unitUses(unit: FunctionUnit): readonly UnitUse[] {
        return this.module.log.remember(this.#unitUses, unit, () => this.#findUnitUses(unit));
    }

    #findUnitUses(unit: FunctionUnit): UnitUse[] {
        const found: UnitUse[] = [];
        if (unit.name === '' || unit.name.startsWith('__')) return found;
        const { log, functions } = this.module;
        for (const other of mentioning(log, functions, unit.name)) {
            const timeline = other === unit ? undefined : this.timeline(other);
            if (!timeline) continue;
            for (const call of timeline.calls) {
                const uses = usesInCall(call, expr =>
                    unit.cls
                        ? expr.kind === 'attribute' && expr.attr === unit.name
                        : expr.kind === 'name' && expr.id === unit.name,
                );
                for (const use of uses) found.push({ use, by: other, call });
            }
        }
        return found;
    }
}

/** The text outside of functions. */
function gapsBetween(functions: readonly FunctionUnit[], text: string): string {
    const gaps: string[] = [];
    let at = 0;
    for (const { start, end } of [...functions].sort((a, b) => a.start - b.start)) {
        const gap = start > at ? text.slice(at, start).trim() : '';
        if (gap !== '') gaps.push(gap);
        at = Math.max(at, end);
    }
    return [...gaps, text.slice(at)].join('\n');
}

/** A use of a helper by another function of the file. */
export interface UnitUse {
    readonly use: CallableUse;
    readonly by: FunctionUnit;
    readonly call: Call;
}
