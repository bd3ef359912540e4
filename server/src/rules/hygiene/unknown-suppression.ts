/** A comment for Steady that Steady does not understand. */
import { nearestName } from '../../config/names.ts';
import type { FixPlan } from '../../fixes/edits.ts';
import { FAMILIES, type Rule } from '../rule.ts';
import type { Suppression } from '../suppressions.ts';
import { quote } from '../wording.ts';
import { removeNames } from './edits.ts';

export const unknownSuppression: Rule = {
    meta: {
        name: 'unknown-suppression',
        family: 'hygiene',
        summary: 'A comment that suppresses a rule which does not exist, or that cannot be read',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'safe',
        docs: {
            what: 'Reports names in `# steady: ignore[...]` that are neither a rule nor a family, and comments that begin with `# steady:` and go on with words that mean nothing to Steady.',
            why: 'The comment looks as if it hid a finding and does not; or it named a rule that has gone since.',
            example: `def test_total(shop):
    assert shop.total() == 3  # steady: ignore[sleep-as-sink] -- the device is slow
`,
            useInstead: `def test_total(shop):
    assert shop.total() == 3
`,
            references: [],
        },
    },
    triggers: ['steady:'],
    check() {},
    checkSuppressions({ suppressions, unreadable, rules, text, report }) {
        const known = [...rules.map(rule => rule.meta.name), ...FAMILIES];
        for (const suppression of suppressions) {
            const unknown = suppression.names.filter(name => !known.includes(name));
            if (unknown.length === 0) continue;
            const near = unknown.map(name => nearestName(name, known));
            const [only] = near;
            const hint = unknown.length === 1 && only !== undefined ? `; did you mean ${quote(only)}?` : '';
            const verb =
                unknown.length === 1 ? 'is neither a rule nor a family' : 'are neither rules nor families';
            report({
                at: suppression.list ?? suppression.mark,
                message: `${unknown.map(quote).join(' and ')} ${verb}${hint}`,
                confidence: 'high',
                explanation: {
                    why: 'It hides nothing.',
                    solution: 'Correct the name, or remove it.',
                    evidence: '',
                },
                fixes: () => [
                    ...corrections(suppression, unknown, near),
                    {
                        kind: 'remove-suppression',
                        title: `Remove ${unknown.join(', ')}`,
                        applicability: 'safe',
                        edits: [removeNames(text, suppression, new Set(unknown))],
                    },
                ],
            });
        }
        for (const comment of unreadable) {
            report({
                at: { start: comment.start, end: comment.start + comment.text.trimEnd().length },
                message: 'This comment is addressed to Steady, and Steady cannot read it',
                confidence: 'high',
                explanation: {
                    why: 'It hides nothing.',
                    solution:
                        'Write `# steady: ignore[rule, ...] -- reason`; instead of `ignore` there are `reviewed`, `ignore-block` and `ignore-file`.',
                    evidence: '',
                },
            });
        }
    },
};

function corrections(
    { list, names }: Suppression,
    unknown: readonly string[],
    near: readonly (string | undefined)[],
): FixPlan[] {
    if (list === undefined || near.some(name => name === undefined)) return [];
    const right = names.map(name => near[unknown.indexOf(name)] ?? name);
    return [
        {
            kind: 'correct-suppression',
            title: `Correct to ${near.join(', ')} (unsafe: it will hide what is found here)`,
            applicability: 'unsafe',
            edits: [{ ...list, newText: [...new Set(right)].join(', ') }],
        },
    ];
}
