/** What the race rules share: the races of a test, worked out once for all of them. */

import type { FileFacts } from '../../flow/context.ts';
import type { ActionPlace } from '../../flow/races/program.ts';
import { type Race, racesIn } from '../../flow/races/races.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { RuleContext } from '../rule.ts';

const known = new WeakMap<FileFacts, Map<FunctionUnit, readonly Race[]>>();

/** The races of the function under check; only tests are asked, helpers are looked at from there. */
export function racesOf({ unit, facts }: RuleContext): readonly Race[] {
    if (unit.role !== 'test') return [];
    let units = known.get(facts);
    if (!units) {
        units = new Map();
        known.set(facts, units);
    }
    let races = units.get(unit);
    if (!races) {
        const timeline = facts.timeline(unit);
        races = (timeline && racesIn(timeline, facts)?.races) ?? [];
        units.set(unit, races);
    }
    return races;
}

/** The source of the statement at a place. */
export function lineIn({ unit, step }: ActionPlace): string {
    return unit.text.slice(step.start, step.end);
}
