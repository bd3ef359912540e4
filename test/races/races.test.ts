/** The analysis against an oracle that runs every schedule. */
import { describe, expect, it } from 'vitest';
import { FileFacts } from '../../server/src/flow/context.ts';
import { racesIn } from '../../server/src/flow/races/races.ts';
import { loadParser, withModule } from '../engine/support.ts';
import { type Case, cases } from './generate.ts';
import { judge, type Verdict } from './oracle.ts';

const parser = await loadParser();

interface Found {
    readonly usual: Verdict;
    readonly strict: Verdict;
}

function analyse(text: string): Found {
    return withModule(parser, text, module => {
        const facts = new FileFacts(module);
        const unit = module.functions.find(f => f.role === 'test');
        const timeline = unit && facts.timeline(unit);
        if (!timeline) throw new Error(`no test in\n${text}`);
        const races = racesIn(timeline, facts)?.races ?? [];
        const verdict = (all: typeof races): Verdict => ({
            read: all.some(r => r.kind === 'read'),
            update: all.some(r => r.kind === 'update'),
        });
        return { usual: verdict(races.filter(r => !r.unlessTimeout)), strict: verdict(races) };
    });
}

/** Every case on demand, one in five otherwise: neighbours differ in what they wait with. */
const every = process.env['STEADY_RACES'] === 'all' ? 1 : 5;
const all = [...cases()].filter((_, i) => i % every === 0);
const judged = new Map<string, Found>();
/** What the oracle says of it; many cases differ in their text only. */
function verdictOf({ program }: Case): Found {
    const key = JSON.stringify(program);
    const known = judged.get(key) ?? { usual: judge(program, false), strict: judge(program, true) };
    judged.set(key, known);
    return known;
}

const spawns = [...new Set(all.map(c => c.name.split(', ')[0] ?? ''))];

describe('The races of generated programs', () => {
    it('are thousands, and both racy and sound ones', () => {
        const racy = all.filter(c => verdictOf(c).usual.read || verdictOf(c).usual.update).length;
        expect(all.length).toBeGreaterThan(3000);
        expect(racy).toBeGreaterThan(1000);
        expect(all.length - racy).toBeGreaterThan(1000);
    });

    it.each(spawns)('are those of the oracle, started by: %s', spawn => {
        const wrong: string[] = [];
        for (const one of all) {
            const { name, text } = one;
            if (!name.startsWith(`${spawn}, `)) continue;
            const expected = verdictOf(one);
            const found = analyse(text);
            if (JSON.stringify(found) !== JSON.stringify(expected))
                wrong.push(
                    `${name}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}\n${text}`,
                );
        }
        expect(wrong.slice(0, 1).join('') && `${wrong.length} wrong, such as ${wrong[0]}`).toBe('');
    });
});
