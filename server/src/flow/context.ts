/** What one analysis of one file version shares: the model, and timelines made on demand. */
import type { ClassModel, FunctionUnit, ModuleModel } from '../model/module.ts';
import { Resolver } from '../model/resolve.ts';
import type { SleepSite } from './sleep-site.ts';
import type { SleepWrapper } from './sleep-wrappers.ts';
import { NO_TEAM_CALLS, type TeamCalls } from './team-calls.ts';
import type { Body, Call } from './timeline.ts';
import { buildTimeline, type Timeline } from './timeline.ts';
import { type CallableUse, usesInCall, usesOf } from './uses.ts';

/** The facts of one file version. Make a new one for every version: it caches. */
export class FileFacts {
    readonly resolver: Resolver;
    readonly #timelines = new Map<FunctionUnit, Timeline | null>();
    readonly #uses = new Map<Body, readonly CallableUse[]>();
    readonly #sleeps = new Map<FunctionUnit, readonly SleepSite[]>();
    readonly #wrappers = new Map<FunctionUnit, SleepWrapper | null>();
    readonly #clocks = new Map<ClassModel | undefined, boolean>();
    readonly #unitUses = new Map<FunctionUnit, readonly UnitUse[]>();
    readonly #mentions = new Map<RegExp, boolean>();

    /** @param team what the configuration says of the team's own calls */
    constructor(
        readonly module: ModuleModel,
        readonly team: TeamCalls = NO_TEAM_CALLS,
    ) {
        this.resolver = new Resolver(module);
    }

    /** `undefined` for what is not a function or does not parse. */
    timeline(unit: FunctionUnit): Timeline | undefined {
        let timeline = this.#timelines.get(unit);
        if (timeline === undefined) {
            const fn = unit.broken ? undefined : unit.fn();
            timeline = fn ? buildTimeline(unit, fn, this.resolver, this.team) : null;
            this.#timelines.set(unit, timeline);
        }
        return timeline ?? undefined;
    }

    /** Whether something stands anywhere in the file's text; looked for once. Give a pattern that is a constant. */
    mentions(pattern: RegExp): boolean {
        let known = this.#mentions.get(pattern);
        if (known === undefined) {
            known = pattern.test(this.module.text);
            this.#mentions.set(pattern, known);
        }
        return known;
    }

    /** Where an inner function of a test goes. */
    uses(body: Body, timeline: Timeline): readonly CallableUse[] {
        let uses = this.#uses.get(body);
        if (!uses) {
            uses = usesOf(body, timeline);
            this.#uses.set(body, uses);
        }
        return uses;
    }

    /** The sleeps of a function; worked out once by `classify`. */
    sleeps(unit: FunctionUnit, classify: () => readonly SleepSite[]): readonly SleepSite[] {
        let sleeps = this.#sleeps.get(unit);
        if (!sleeps) {
            sleeps = classify();
            this.#sleeps.set(unit, sleeps);
        }
        return sleeps;
    }

    /** What is known of a helper that only sleeps; worked out once by `describe`. */
    sleepWrapper(unit: FunctionUnit, describe: () => SleepWrapper | undefined): SleepWrapper | undefined {
        let known = this.#wrappers.get(unit);
        if (known === undefined) {
            known = describe() ?? null;
            this.#wrappers.set(unit, known);
        }
        return known ?? undefined;
    }

    /** Whether a fake clock surrounds the tests of a class, or those outside classes; worked out once by `find`. */
    clockOf(cls: ClassModel | undefined, find: () => boolean): boolean {
        const known = this.#clocks.get(cls);
        if (known !== undefined) return known;
        const found = find();
        this.#clocks.set(cls, found);
        return found;
    }

    /** Where a helper goes that stands beside the tests: all uses of its name in the file. */
    unitUses(unit: FunctionUnit): readonly UnitUse[] {
        let uses = this.#unitUses.get(unit);
        if (!uses) {
            uses = this.#findUnitUses(unit);
            this.#unitUses.set(unit, uses);
        }
        return uses;
    }

    #findUnitUses(unit: FunctionUnit): UnitUse[] {
        const found: UnitUse[] = [];
        if (unit.name === '' || unit.name.startsWith('__')) return found;
        for (const other of this.module.functions) {
            if (other === unit || !other.text.includes(unit.name)) continue;
            const timeline = this.timeline(other);
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

/** A use of a helper by another function of the file. */
export interface UnitUse {
    readonly use: CallableUse;
    readonly by: FunctionUnit;
    readonly call: Call;
}
