/** A comment that hides nothing any more. */
import type { Rule, SuppressionContext } from '../rule.ts';
import type { Suppression } from '../suppressions.ts';
import { quote } from '../wording.ts';
import { removeNames } from './edits.ts';

export const unusedSuppression: Rule = {
    meta: {
        name: 'unused-suppression',
        family: 'hygiene',
        summary: 'A comment that suppresses a rule, and nothing is found there',
        severity: 'information',
        enabledByDefault: true,
        fix: 'safe',
        docs: {
            what: 'Reports `# steady: ignore[...]`, `reviewed[...]`, `ignore-block[...]` and `ignore-file[...]` that hide no finding. Names of rules that do not run under the present configuration are left alone, and so is a file that does not parse.',
            why: 'Such a comment says that something is wrong where nothing is, and it will silently hide the next finding on its line.',
            example: `def test_total(shop):
    assert shop.total() == 3  # steady: ignore[sleep-as-sync] -- the device is slow
`,
            useInstead: `def test_total(shop):
    assert shop.total() == 3
`,
            references: [],
        },
    },
    triggers: ['steady:'],
    check() {},
    checkSuppressions(context) {
        for (const suppression of context.suppressions) {
            const unused = unusedNames(suppression, context);
            if (unused === undefined) continue;
            const names = unused.map(quote).join(', ');
            context.report({
                at: suppression.mark,
                message:
                    unused.length === 0
                        ? 'This comment suppresses nothing'
                        : `Nothing is found here that ${names} would report`,
                confidence: 'high',
                explanation: {
                    why: 'It hides nothing now, and would hide the next finding in this place without a word.',
                    solution: 'Remove it.',
                    evidence: '',
                },
                tags: ['unnecessary'],
                fixes: () => [
                    {
                        kind: 'remove-suppression',
                        title:
                            unused.length === suppression.names.length
                                ? 'Remove the unused suppression'
                                : `Remove ${unused.join(', ')} from the suppression`,
                        applicability: 'safe',
                        edits: [removeNames(context.text, suppression, new Set(unused))],
                    },
                ],
            });
        }
    },
};

/** The names that hid nothing though their rules ran; `undefined` where all is well. */
function unusedNames(suppression: Suppression, context: SuppressionContext): string[] | undefined {
    const used = context.used(suppression);
    const ran = (name: string) => {
        const meant = context.rules.filter(
            ({ meta }) =>
                meta.family !== 'hygiene' &&
                (name === 'all'
                    ? meta.enabledByDefault
                    : meta.name === name || (meta.family === name && meta.enabledByDefault)),
        );
        return meant.length > 0 && meant.every(rule => context.selected.includes(rule));
    };
    if (suppression.names.length === 0) return used.has('all') || !ran('all') ? undefined : [];
    const unused = suppression.names.filter(name => !used.has(name) && ran(name));
    return unused.length > 0 ? unused : undefined;
}
