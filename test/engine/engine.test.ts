/** The facade: sessions and single analyses, texts of every kind, failing rules, cancellation, memory. */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Parser, Tree } from 'web-tree-sitter';
import { createEngine, type Engine } from '../../server/src/engine.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { analyse, configOf, loadEngine, places, SLEEPY_HEAD, sleepyTest, wasmFiles } from './support.ts';

/** One rule alone, so that rules to come change nothing here. */
const config = configOf({ select: ['sleep-as-sync'] });
const SLEEPY = SLEEPY_HEAD + sleepyTest('test_a');

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

const found = (text: string) => places(analyse(engine, text, 'test_a.py', config).findings);

describe('a text', () => {
    it('is analysed once, without a session', () => {
        const analysis = analyse(engine, SLEEPY, 'test_a.py', config);
        expect(places(analysis.findings)).toEqual(['sleep-as-sync@9']);
        expect(analysis).toMatchObject({ isTestFile: true, testCount: 1, lineCount: 11, failures: [] });
        expect(analysis.findings[0]).toMatchObject({
            rule: 'sleep-as-sync',
            severity: 'warning',
            context: 'test_a',
            range: { start: { line: 8, character: 4 }, end: { line: 8, character: 19 } },
        });
    });

    it('may be empty, or hold nothing but white space or a comment', () => {
        for (const text of ['', '\n', '  \n\t\n', '# time.sleep(1)', '\r\n', '\ufeff'])
            expect(found(text)).toEqual([]);
    });

    it('may begin with a byte order mark, which counts as a character of the first line', () => {
        expect(found(`\ufeff${SLEEPY}`)).toEqual(['sleep-as-sync@9']);
        const oneLine = 'def test_a(t): t.start(); t.go(); __import__("time")';
        expect(analyse(engine, `\ufeff${oneLine}`, 'test_a.py', config).testCount).toBe(
            analyse(engine, oneLine, 'test_a.py', config).testCount,
        );
    });

    it('need not end in a line break', () => {
        expect(found(SLEEPY.trimEnd())).toEqual(['sleep-as-sync@9']);
    });

    it('may have Windows, old Macintosh or mixed line endings', () => {
        expect(found(SLEEPY.replaceAll('\n', '\r\n'))).toEqual(['sleep-as-sync@9']);
        expect(found(SLEEPY.replace('\n', '\r\n'))).toEqual(['sleep-as-sync@9']);
        expect(analyse(engine, SLEEPY.replaceAll('\n', '\r'), 'test_a.py', config).lineCount).toBe(11);
    });

    it('is indented as it likes: tabs count as one character', () => {
        const text = SLEEPY.replaceAll('    ', '\t');
        const { findings } = analyse(engine, text, 'test_a.py', config);
        expect(findings[0]?.range.start).toEqual({ line: 8, character: 1 });
    });

    it('may hold astral characters: places count UTF-16 units', () => {
        const text = SLEEPY.replace('    time.sleep', '    "\u{1f40d}"; time.sleep');
        const { findings } = analyse(engine, text, 'test_a.py', config);
        expect(findings[0]?.range.start).toEqual({ line: 8, character: 10 });
    });

    it('may start far down, behind blank lines', () => {
        expect(found(`\n\n\n\n${SLEEPY}`)).toEqual(['sleep-as-sync@13']);
    });

    it.each([
        ['10,000 nested parentheses', `    x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`],
        ['10,000 nested lists', `    x = ${'['.repeat(10_000)}1${']'.repeat(10_000)}\n`],
        ['a sum of 5,000 terms', `    x = ${Array(5000).fill('a').join(' + ')}\n`],
        ['a chain of 5,000 calls', `    x = a${'.b()'.repeat(5000)}\n`],
        ['1,000 elif', `    if x:\n        a()\n${'    elif x:\n        a()\n'.repeat(1000)}`],
        ['10,000 open parentheses', `    x = ${'('.repeat(10_000)}\n`],
        ['a string of 100,000 characters', `    x = '${'a'.repeat(100_000)}'\n`],
    ])('may hold %s without an end to the analysis', (_, statement) => {
        const analysis = analyse(engine, `${SLEEPY}${statement}`, 'test_a.py', configOf());
        expect(analysis.failures).toEqual([]);
        expect(analysis.isTestFile).toBe(true);
    });

    it('that is no test is never parsed, not even in a session', () => {
        expect(analyse(engine, SLEEPY, 'shop/stock.py', config)).toEqual({
            findings: [],
            failures: [],
            isTestFile: false,
            testCount: 0,
            lineCount: 11,
            suppressed: 0,
        });
        const session = engine.open({ path: 'shop/stock.py', text: SLEEPY });
        expect(session.analyse(config, { keepStale: true })).toMatchObject({
            findings: [],
            isTestFile: false,
        });
        session.dispose();
    });
});

describe('the configuration', () => {
    it('selects and ignores rules and families', () => {
        const rules = (fields: Parameters<typeof configOf>[0]) =>
            analyse(engine, SLEEPY, 'test_a.py', configOf(fields)).findings.map(f => f.rule);
        expect(rules({ select: ['timing'] })).toContain('sleep-as-sync');
        expect(rules({ select: ['privilege'] })).toEqual([]);
        expect(rules({ select: ['sleep-as-sync'], ignore: ['timing'] })).toEqual([]);
        expect(rules({ select: ['sleep-as-sync'], severity: { timing: 'off' } })).toEqual([]);
        expect(rules({ enabled: false })).toEqual([]);
    });

    it('sets severities: the name of a rule wins over its family', () => {
        const severity = { timing: 'hint', 'sleep-as-sync': 'error' } as const;
        const { findings } = analyse(engine, SLEEPY, 'test_a.py', { ...config, severity });
        expect(findings[0]?.severity).toBe('error');
    });

    it('leaves out what the analysis is less sure of than asked', () => {
        const confidence = (text: string) =>
            analyse(engine, text, 'test_a.py', { ...config, minConfidence: 'high' }).findings.map(
                f => f.confidence,
            );
        expect(confidence(SLEEPY)).toEqual(['high']);
        const vague =
            'import time\n\n\ndef test_a(server):\n    time.sleep(1)  # wait for it\n    server.go()\n';
        expect(found(vague)).toEqual(['sleep-as-sync@5']);
        expect(confidence(vague)).toEqual([]);
    });

    it('names handles of a team: they trigger `admin-context` by themselves', () => {
        const text =
            'from acme import auth\n\n\ndef test_a():\n    root = auth.root_session()\n    root.drop()\n';
        const privilegeHandles = ['acme.auth.root_session'];
        const { findings } = analyse(engine, text, 'test_a.py', configOf({ privilegeHandles }));
        expect(places(findings)).toEqual(['admin-context@5']);
    });
});

describe('a session', () => {
    it('gives the findings of the text as edited', () => {
        const session = engine.open({ path: 'test_a.py', text: SLEEPY });
        const at = session.text.indexOf('time.sleep');
        expect(places(session.analyse(config)?.findings ?? [])).toEqual(['sleep-as-sync@9']);
        session.edit({ start: at, end: at, text: 'pass  # ' });
        expect(session.analyse(config)?.findings).toEqual([]);
        session.edit({ start: at, end: at + 'pass  # '.length, text: '' });
        session.edit({ start: 0, end: 0, text: '# first\n' });
        expect(places(session.analyse(config)?.findings ?? [])).toEqual(['sleep-as-sync@10']);
        session.replace(SLEEPY);
        expect(places(session.analyse(config)?.findings ?? [])).toEqual(['sleep-as-sync@9']);
        session.dispose();
    });

    it('turns a Windows file into a Unix one and back, edit by edit', () => {
        const session = engine.open({ path: 'test_a.py', text: SLEEPY.replaceAll('\n', '\r\n') });
        session.analyse(config);
        for (let at = session.text.lastIndexOf('\r'); at !== -1; at = session.text.lastIndexOf('\r'))
            session.edit({ start: at, end: at + 1, text: '' });
        expect(session.text).toBe(SLEEPY);
        expect(session.analyse(config)).toEqual(engine.analyse({ path: 'test_a.py', text: SLEEPY }, config));
        session.dispose();
    });

    it('is independent of other sessions', () => {
        const a = engine.open({ path: 'test_a.py', text: SLEEPY });
        const b = engine.open({ path: 'test_b.py', text: 'def test_b():\n    pass\n' });
        a.edit({ start: 0, end: 0, text: '\n' });
        expect(b.analyse(config)?.findings).toEqual([]);
        b.dispose();
        expect(places(a.analyse(config)?.findings ?? [])).toEqual(['sleep-as-sync@10']);
        a.dispose();
    });

    it('makes no fixes unless asked', () => {
        const session = engine.open({ path: 'test_a.py', text: SLEEPY });
        expect(session.analyse(config)?.findings[0]?.fixes).toEqual([]);
        session.dispose();
    });
});

describe('an analysis that is cancelled', () => {
    it('returns nothing, and the session goes on', () => {
        const session = engine.open({ path: 'test_a.py', text: SLEEPY });
        expect(session.analyse(config, { cancelled: () => true })).toBeUndefined();
        expect(places(session.analyse(config, { cancelled: () => false })?.findings ?? [])).toEqual([
            'sleep-as-sync@9',
        ]);
        session.dispose();
    });

    it('stops a long parse in the middle, and the next text is parsed from its beginning', () => {
        const long = SLEEPY_HEAD + Array.from({ length: 3000 }, (_, i) => sleepyTest(`test_${i}`)).join('\n');
        const session = engine.open({ path: 'test_a.py', text: long });
        let asked = 0;
        const cancelled = () => ++asked > 3;
        expect(session.analyse(config, { cancelled })).toBeUndefined();
        expect(asked).toBe(4);
        expect(found(SLEEPY)).toEqual(['sleep-as-sync@9']);
        session.replace(SLEEPY);
        expect(places(session.analyse(config)?.findings ?? [])).toEqual(['sleep-as-sync@9']);
        session.dispose();
    });
});

describe('a rule that throws', () => {
    const sleep = RULES.find(r => r.meta.name === 'sleep-as-sync');
    if (!sleep) throw new Error('there is no rule sleep-as-sync');
    const failing: Rule = {
        meta: { ...sleep.meta, name: 'failing-rule' },
        triggers: ['def'],
        check: () => {
            throw new Error('out of order');
        },
    };
    const unfixable: Rule = {
        meta: { ...sleep.meta, name: 'unfixable-rule' },
        triggers: ['def'],
        check: ({ report }) =>
            report({
                at: { start: 0, end: 3 },
                message: 'here',
                confidence: 'high',
                explanation: { why: '', solution: '', evidence: '' },
                fixes: () => {
                    throw new Error('no fix');
                },
            }),
    };

    it('silences neither the others nor the file, and is named with its function', async () => {
        const broken = await createEngine(wasmFiles(), [failing, sleep]);
        const text = SLEEPY_HEAD + sleepyTest('test_a') + sleepyTest('test_b');
        const { findings, failures } = analyse(broken, text, 'test_a.py', configOf());
        expect(places(findings)).toEqual(['sleep-as-sync@9', 'sleep-as-sync@15']);
        expect(failures).toEqual([
            { rule: 'failing-rule', message: 'test_a: out of order' },
            { rule: 'failing-rule', message: 'test_b: out of order' },
        ]);
        broken.dispose();
    });

    it('while making a fix keeps its finding, without the fix', async () => {
        const broken = await createEngine(wasmFiles(), [unfixable]);
        const { findings, failures } = analyse(broken, SLEEPY, 'test_a.py', configOf());
        expect(findings).toMatchObject([{ rule: 'unfixable-rule', fixes: [] }]);
        expect(failures).toEqual([{ rule: 'unfixable-rule', message: 'test_a: no fix' }]);
        broken.dispose();
    });
});

describe('fingerprints', () => {
    const fingerprints = (text: string) =>
        analyse(engine, text, 'test_a.py', config).findings.map(f => f.fingerprint);
    const two = SLEEPY_HEAD + sleepyTest('test_a') + sleepyTest('test_b');

    it('are stable under edits elsewhere: lines above, other tests, indentation, line endings', () => {
        const [a, b] = fingerprints(two);
        expect(a).not.toBe(b);
        expect(fingerprints(`import os\n\n${two}`)).toEqual([a, b]);
        expect(fingerprints(SLEEPY_HEAD + sleepyTest('test_b'))).toEqual([b]);
        expect(fingerprints(two.replaceAll('    ', '\t'))).toEqual([a, b]);
        expect(fingerprints(two.replaceAll('\n', '\r\n'))).toEqual([a, b]);
        expect(fingerprints(two.replaceAll('results', 'found'))).toEqual([a, b]);
    });

    it('change with the code that they mark and with the name of the test', () => {
        const [a] = fingerprints(two);
        expect(fingerprints(two.replaceAll('sleep(0.5)', 'sleep(1.5)'))).not.toContain(a);
        expect(fingerprints(two.replaceAll('test_a', 'test_c'))).not.toContain(a);
    });

    it('tell two equal places in one test apart', () => {
        const again = sleepyTest('x').split('\n').slice(1).join('\n');
        const twice = SLEEPY + again.replaceAll('results', 'others').replace('== [1]', '!= []');
        const both = fingerprints(twice);
        expect(both).toHaveLength(2);
        expect(new Set(both).size).toBe(2);
        expect(both[0]).toBe(fingerprints(SLEEPY)[0]);
    });
});

describe('memory', () => {
    const text = SLEEPY_HEAD + Array.from({ length: 10 }, (_, i) => sleepyTest(`test_${i}`)).join('\n');
    const megabytes = () => process.memoryUsage().rss / 2 ** 20;
    /** Trees that were made and not deleted: nobody else would free them. */
    let trees = 0;
    const { parse } = Parser.prototype;
    const { delete: free } = Tree.prototype;
    beforeAll(() => {
        Parser.prototype.parse = function (...args) {
            const tree = parse.apply(this, args);
            if (tree) trees++;
            return tree;
        };
        Tree.prototype.delete = function () {
            trees--;
            free.call(this);
        };
    });
    afterAll(() => {
        Parser.prototype.parse = parse;
        Tree.prototype.delete = free;
    });

    it('does not grow with edits: 2,000 in one session', async () => {
        const session = engine.open({ path: 'test_a.py', text });
        const edit = async (times: number) => {
            for (let i = 0; i < times; i++) {
                // The runner wants to hear from us now and then.
                await setImmediate();
                // Every edit makes a new version of a function, every other one breaks it.
                const at = session.text.indexOf('time.sleep(');
                session.edit({ start: at, end: at, text: i % 2 === 0 ? `x${i} = (` : `y${i} = 1); ` });
                session.analyse(config, { keepStale: true, keep: true });
                expect(trees).toBeLessThanOrEqual(1);
                if (i % 20 === 19) session.replace(text);
            }
        };
        await edit(500);
        const before = megabytes();
        await edit(1500);
        expect(megabytes() - before).toBeLessThan(100);
        session.dispose();
        expect(trees).toBe(0);
    }, 120_000);

    it('does not grow with single analyses: 500 files', async () => {
        for (let i = 0; i < 500; i++) {
            await setImmediate();
            engine.analyse({ path: `test_${i}.py`, text }, config);
            expect(trees).toBe(0);
        }
    }, 120_000);
});
