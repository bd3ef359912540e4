/** Every annotated file: what it expects is reported, and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fix } from '../../server/src/base/finding.ts';
import { LineIndex } from '../../server/src/base/text.ts';
import type { Engine } from '../../server/src/engine.ts';
import { listRules } from '../../server/src/rules/registry.ts';
import { analyse, configOf, loadEngine, places } from '../engine/support.ts';
import { compare, readAnnotated } from './annotated.ts';
import { annotatedFiles } from './corpus.ts';

const files = annotatedFiles();
let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

/** Every rule, also those that are off by default, with the confidence that people get by default. */
const config = configOf({ select: listRules().map(rule => rule.name), minConfidence: 'medium' });

function apply(text: string, fix: Fix): string {
    const lines = new LineIndex(text);
    return fix.edits.reduceRight((result, edit) => {
        const { start, end } = lines.spanOf(edit.range);
        return result.slice(0, start) + edit.newText + result.slice(end);
    }, text);
}

describe('the annotated files', () => {
    it.each(files)('$name: $title', ({ text, path, rules, expectations }) => {
        const { findings, failures } = analyse(engine, text, path, config);
        const { found, expected } = compare(
            findings.filter(f => rules.has(f.rule)),
            expectations,
        );
        expect(found).toEqual(expected);
        expect(failures).toEqual([]);
    });

    const withFixes = files.filter(file => file.fixes.length > 0);
    it.each(withFixes)('$name: the expected fixes give the neighbour', ({ text, path, fixes, fixed }) => {
        const findings = (source: string) => analyse(engine, source, path, config).findings;
        const before = findings(text);
        let result = text;
        for (const { line, kind } of fixes) {
            // Lines move with each fix, fingerprints stay.
            const { fingerprint } =
                before.find(f => f.range.start.line === line && f.fixes[0]?.kind === kind) ?? {};
            const fix = findings(result).find(f => f.fingerprint === fingerprint)?.fixes[0];
            expect(fix?.kind, `the first fix on line ${line + 1}`).toBe(kind);
            if (fix) result = apply(result, fix);
            expect(findings(result).map(f => f.fingerprint)).not.toContain(fingerprint);
        }
        expect(result).toBe(fixed);
    });

    it.each(files)('$name: the same is found with Windows line endings', ({ text, path }) => {
        const findings = (source: string) =>
            analyse(engine, source, path, config).findings.map(
                ({ rule, message, range, fingerprint, related }) => ({
                    rule,
                    message,
                    range,
                    fingerprint,
                    related,
                }),
            );
        expect(findings(text.replaceAll('\n', '\r\n'))).toEqual(findings(text));
    });

    it.each(files)('$name: the same is found further down, with the same fingerprints', ({ text, path }) => {
        const findings = (source: string, shift: number) =>
            analyse(engine, source, path, config).findings.map(f => [
                f.rule,
                f.range.start.line - shift,
                f.range.start.character,
                f.fingerprint,
            ]);
        expect(findings(`\n\n# moved\nimport os\n${text}`, 4)).toEqual(findings(text, 0));
    });

    it.each(files)('$name: nothing is found when the file is neither a test nor beside one', ({ text }) => {
        const product = text.replace(/^(import|from) (unittest|pytest|testtools)\b.*$/gm, 'pass');
        const { findings, isTestFile } = analyse(engine, product, 'shop/stock.py', config);
        expect({ findings, isTestFile }).toEqual({ findings: [], isTestFile: false });
    });
});

describe('the documentation of the rules', () => {
    const path = 'tests/test_example.py';

    /** Rules that are off by default are on when they are named. */
    const only = (rule: string) => configOf({ select: ['all', rule] });

    it.each(listRules())('$name reports its own example', ({ name, docs }) => {
        const { findings, failures } = analyse(engine, docs.example, path, only(name));
        expect(failures).toEqual([]);
        expect(findings.map(f => f.rule)).toContain(name);
    });

    it.each(listRules())('$name is silent on what it recommends instead', ({ name, docs }) => {
        const { findings, failures } = analyse(engine, docs.useInstead, path, only(name));
        expect(failures).toEqual([]);
        expect(places(findings.filter(f => f.rule === name))).toEqual([]);
    });
});

describe('the notation', () => {
    it('reads rule, message and severity, and hides them from the engine', () => {
        const { text, expectations } = readAnnotated(
            '# Title.\nf()  # expect: a-rule [some `text`] (hint)\n',
        );
        expect(text).toBe('# Title.\nf()\n');
        expect(expectations).toEqual([{ line: 1, rule: 'a-rule', message: 'some `text`', severity: 'hint' }]);
    });

    it('reads several expectations on one line', () => {
        const { expectations, fixes } = readAnnotated(
            '# Title.\nf()  # expect: a  # expect: b [x]  # expect-fix: event-wait\n',
        );
        expect(expectations.map(e => e.rule)).toEqual(['a', 'b']);
        expect(fixes).toEqual([{ line: 1, kind: 'event-wait' }]);
    });

    it('refuses an expectation that it cannot read, by its line', () => {
        expect(() => readAnnotated('# Title.\nf()  # expect: Nonsense!\n')).toThrow(
            'line 2: "# expect: Nonsense!" is no expectation',
        );
    });

    it('refuses a file without a title', () => {
        expect(() => readAnnotated('f()\n')).toThrow('line 1');
    });
});
