/** `# steady: ignore[...]`: what hides a finding, and what only looks as if it did. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineIndex } from '../../server/src/base/text.ts';
import type { Engine } from '../../server/src/engine.ts';
import { parseSuppression } from '../../server/src/rules/suppressions.ts';
import { analyse, configOf, loadEngine, places, SLEEPY_HEAD, sleepyTest } from './support.ts';

const config = configOf({ select: ['sleep-as-sync'] });
const SLEEPY = SLEEPY_HEAD + sleepyTest('test_a');
const SLEEP = '    time.sleep(0.5)';

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

/** The findings and the number of hidden ones in the sample, with its sleep replaced. */
function withSleep(replacement: string, wrap = (text: string) => text) {
    const text = wrap(SLEEPY.replace(SLEEP, replacement));
    const { findings, suppressed } = analyse(engine, text, 'test_a.py', config);
    return { left: places(findings).length, suppressed };
}

const HIDDEN = { left: 0, suppressed: 1 };
const SHOWN = { left: 1, suppressed: 0 };

describe('a suppression', () => {
    it.each([
        ['on the line of the finding', `${SLEEP}  # steady: ignore[sleep-as-sync]`],
        ['with a reason', `${SLEEP}  # steady: ignore[sleep-as-sync] -- the device needs it`],
        ['of the family', `${SLEEP}  # steady: ignore[timing]`],
        ['of every rule', `${SLEEP}  # steady: ignore`],
        ['of several rules', `${SLEEP}  # steady: ignore[admin-context, sleep-as-sync]`],
        ['that says that somebody has looked', `${SLEEP}  # steady: reviewed[sleep-as-sync] -- looked`],
        ['alone on the line above', `    # steady: ignore[sleep-as-sync]\n${SLEEP}`],
        ['above, with other comments between', `    # steady: ignore[sleep-as-sync]\n    # more\n\n${SLEEP}`],
        ['written without spaces', `${SLEEP}  #steady:ignore[sleep-as-sync]--reason`],
        ['behind another comment', `${SLEEP}  # noqa # steady: ignore[sleep-as-sync]`],
        [
            'for the whole file, anywhere in it',
            `    # steady: ignore-file[sleep-as-sync]\n    pass\n${SLEEP}`,
        ],
    ])('%s hides the finding', (_, replacement) => {
        expect(withSleep(replacement)).toEqual(HIDDEN);
    });

    it.each([
        ['of another rule', `${SLEEP}  # steady: ignore[admin-context]`],
        ['two lines above, with code between', `    # steady: ignore[sleep-as-sync]\n    pass\n${SLEEP}`],
        ['on the line above, behind code', `    pass  # steady: ignore[sleep-as-sync]\n${SLEEP}`],
        ['below', `${SLEEP}\n    # steady: ignore[sleep-as-sync]`],
        ['in a string', `    "# steady: ignore[sleep-as-sync]"\n${SLEEP}`],
        ['in a string on the same line', `${SLEEP}; x = "# steady: ignore[sleep-as-sync]"`],
        ['in a string of several lines', `    """\n    # steady: ignore[sleep-as-sync]\n    """\n${SLEEP}`],
        ['that is only spoken of', `${SLEEP}  # we could use steady: ignore[sleep-as-sync] here`],
        ['with a word that nobody knows', `${SLEEP}  # steady: forget[sleep-as-sync]`],
        ['with an open bracket', `${SLEEP}  # steady: ignore[sleep-as-sync`],
    ])('%s does not', (_, replacement) => {
        expect(withSleep(replacement)).toEqual(SHOWN);
    });

    it('works with Windows line endings', () => {
        const crlf = (text: string) => text.replaceAll('\n', '\r\n');
        expect(withSleep(`${SLEEP}  # steady: ignore[sleep-as-sync] -- why`, crlf)).toEqual(HIDDEN);
        expect(withSleep(`    # steady: ignore[sleep-as-sync]\n${SLEEP}`, crlf)).toEqual(HIDDEN);
    });

    it('for the whole file may stand at its head or its end, and hides every finding', () => {
        const two = SLEEPY + sleepyTest('test_b');
        for (const text of [
            `# steady: ignore-file[sleep-as-sync] -- legacy\n${two}`,
            `${two}# steady: ignore-file[sleep-as-sync]`,
        ]) {
            const { findings, suppressed } = analyse(engine, text, 'test_a.py', config);
            expect({ left: findings.length, suppressed }).toEqual({ left: 0, suppressed: 2 });
        }
    });

    it.each([
        [
            'alone in the block',
            (t: string) => t.replace('    results', '    # steady: ignore-block[timing]\n    results'),
        ],
        [
            'behind the head of the function',
            (t: string) => t.replace('():', '():  # steady: ignore-block[timing]'),
        ],
        ['without names', (t: string) => t.replace('():', '():  # steady: ignore-block')],
        [
            'with text further left in a string of the block',
            (t: string) => t.replace('():', '():  # steady: ignore-block\n    x = """\nleft\n"""\n'),
        ],
    ])('for a block, %s, hides what is in it and nothing behind it', (_, place) => {
        const text = place(SLEEPY) + sleepyTest('test_b');
        const { findings, suppressed } = analyse(engine, text, 'test_a.py', config);
        expect({ left: findings.map(f => f.context), suppressed }).toEqual({
            left: ['test_b'],
            suppressed: 1,
        });
    });

    it('for a block inside a function ends where that block does', () => {
        const body = SLEEPY.replace(
            '    time.sleep(0.5)\n',
            '    with lock:\n        # steady: ignore-block\n        pass\n    time.sleep(0.5)\n',
        );
        expect(analyse(engine, body, 'test_a.py', config)).toMatchObject({ suppressed: 0 });
    });

    it('leaves the finding and its reason among what is hidden', () => {
        const text = SLEEPY.replace(SLEEP, `${SLEEP}  # steady: ignore[timing] -- the device needs it`);
        const { hidden = [] } = analyse(engine, text, 'test_a.py', config);
        expect(hidden.map(({ finding, reason }) => [finding.rule, reason])).toEqual([
            ['sleep-as-sync', 'the device needs it'],
        ]);
    });

    it('changes no fingerprint of what it does not hide', () => {
        const two = SLEEPY.replace(SLEEP, `${SLEEP}\n${SLEEP}`);
        const [, second] = analyse(engine, two, 'test_a.py', config).findings;
        const hidden = two.replace(SLEEP, `    # steady: ignore[timing]\n${SLEEP}`);
        const [left] = analyse(engine, hidden, 'test_a.py', config).findings;
        expect(left?.fingerprint).toBe(second?.fingerprint);
    });

    it('at module level speaks for no function below it', () => {
        const text = SLEEPY.replace('def test_a', '# steady: ignore[sleep-as-sync]\ndef test_a');
        expect(analyse(engine, text, 'test_a.py', config).findings).toHaveLength(1);
    });
});

describe('the notation', () => {
    const parse = (text: string) =>
        parseSuppression({ start: 0, end: text.length, text }, new LineIndex(`${text}\nf()\n`));

    it('gives kind, names, reason and the line that it speaks for', () => {
        expect(parse('# steady: ignore[a, b-c] -- because -- really')).toMatchObject({
            kind: 'ignore',
            names: ['a', 'b-c'],
            reason: 'because -- really',
            line: 1,
        });
        expect(parse('# steady: reviewed[a]')).toMatchObject({ kind: 'reviewed', reason: undefined });
        expect(parse('# steady: ignore-file')).toMatchObject({ kind: 'ignore-file', names: [], line: 0 });
    });

    it('is nothing else', () => {
        expect(parse('# steady')).toBeUndefined();
        expect(parse('# steady: ignored')).toBeUndefined();
        expect(parse('# unsteady: ignore')).toBeUndefined();
    });
});
