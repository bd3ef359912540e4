/** What holds for every fix, on every annotated file and every example of the rules: nobody has to ask for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listRules } from '../../server/src/rules/registry.ts';
import { apply, checkSound, crlf, findingsOf, tabs } from './support.ts';

const RULES = fileURLToPath(new URL('../rules', import.meta.url));

const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.py') && !name.endsWith('.fixed.py'))
    .map(name => ({ name, text: readFileSync(join(RULES, name), 'utf8') }));
const examples = listRules().map(rule => ({ name: `example of ${rule.name}`, text: rule.docs.example }));
const all = [...files, ...examples];

const findings = (text: string) => findingsOf(text).filter(f => !HYGIENE.has(f.rule));

/** What a comment hid shows when it is gone. */
const HYGIENE = new Set(
    listRules()
        .filter(rule => rule.family === 'hygiene')
        .map(rule => rule.name),
);

describe('Every fix that is offered', () => {
    it.each(all)('parses, clears its finding and brings no other, in $name', ({ text }) => {
        for (const finding of findings(text)) {
            for (const fix of finding.fixes) checkSound(text, finding, fix);
        }
    });

    it.each(all)('is the same with the line endings of Windows, in $name', ({ text }) => {
        const unix = findings(text).flatMap(f => f.fixes.map(fix => apply(text, fix)));
        const windows = findings(crlf(text)).flatMap(f => f.fixes.map(fix => apply(crlf(text), fix)));
        expect(windows).toEqual(unix.map(crlf));
    });

    it.each(all)('is the same with tabs, in $name', ({ text }) => {
        const count = (t: string) => findings(t).flatMap(f => f.fixes.map(fix => fix.kind));
        const shown = findings(tabs(text)).flatMap(f => f.fixes.map(fix => apply(tabs(text), fix)));
        expect(count(tabs(text))).toEqual(count(text));
        for (const result of shown) expect(result).not.toMatch(/^\t* {4}\S/m);
    });
});

it('There are fixes of every kind in the annotated files', () => {
    const kinds = new Set(
        all.flatMap(({ text }) => findings(text).flatMap(f => f.fixes.map(fix => fix.kind))),
    );
    for (const kind of ['event-wait', 'join', 'bounded-poll', 'handshake', 'ordinary-context', 'reviewed'])
        expect([...kinds]).toContain(kind);
});
