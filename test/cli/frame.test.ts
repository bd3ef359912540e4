import { describe, expect, it } from 'vitest';
import type { Finding, Related } from '../../server/src/base/finding.ts';
import type { Range } from '../../server/src/base/text.ts';
import { frameLines, renderFrame } from '../../server/src/report/frame.ts';

const plain = (text: string) => text;
const paint = { gutter: plain, primary: plain, related: plain };

/** The range of `part` in line `line` of the text. */
function rangeOf(text: string, line: number, part: string): Range {
    const character = (text.split('\n')[line] ?? '').indexOf(part);
    return { start: { line, character }, end: { line, character: character + part.length } };
}

function frame(text: string, range: Range, related: readonly Related[] = [], width = 80): string[] {
    const finding: Finding = {
        rule: 'a-rule',
        severity: 'warning',
        confidence: 'high',
        message: '',
        range,
        context: '',
        related,
        explanation: { why: '', solution: '', evidence: '' },
        fixes: [],
        fingerprint: '',
        tags: [],
    };
    const all = text.split('\n');
    const lines = Object.fromEntries(
        frameLines(finding).flatMap(line => (line < all.length ? [[line, all[line] ?? '']] : [])),
    );
    return renderFrame(finding, lines, width, paint).split('\n');
}

describe('a code frame', () => {
    it('underlines the place and shows a line on either side', () => {
        const text = 'a = 1\nb = sleep(2)\nc = 3\nd = 4';
        expect(frame(text, rangeOf(text, 1, 'sleep(2)'))).toEqual([
            '  |',
            '1 | a = 1',
            '2 | b = sleep(2)',
            '  |     ^^^^^^^^',
            '3 | c = 3',
            '  |',
        ]);
    });

    it('leaves out blank lines at its ends', () => {
        const text = '\nsleep(2)\n';
        expect(frame(text, rangeOf(text, 1, 'sleep(2)'))).toEqual([
            '  |',
            '2 | sleep(2)',
            '  | ^^^^^^^^',
            '  |',
        ]);
    });

    it('shows the evidence below its own lines, with a gap where lines are left out', () => {
        const text = 't.start()\nx\nx\nx\nsleep(2)\nassert r';
        const related = [{ message: 'starts here', range: rangeOf(text, 0, 't.start()') }];
        expect(frame(text, rangeOf(text, 4, 'sleep(2)'), related)).toEqual([
            '  |',
            '1 | t.start()',
            '  | --------- starts here',
            '...',
            '4 | x',
            '5 | sleep(2)',
            '  | ^^^^^^^^',
            '6 | assert r',
            '  |',
        ]);
    });

    it('keeps the caret below its code behind tabs', () => {
        const text = '\tx\tsleep(2)';
        expect(frame(text, rangeOf(text, 0, 'sleep(2)'))).toEqual([
            '  |',
            '1 |     x   sleep(2)',
            '  |         ^^^^^^^^',
            '  |',
        ]);
    });

    it('keeps the caret below its code behind wide characters', () => {
        const text = '"日本" "😀" "é" sleep(2)';
        const [, code = '', marks = ''] = frame(text, rangeOf(text, 0, 'sleep(2)'));
        // Two columns for each of the three wide characters.
        expect(marks.indexOf('^')).toBe(code.replace(/日|本|😀/gu, '__').indexOf('sleep'));
    });

    it('lets no control character of the source reach the terminal', () => {
        const text = 'x = "\u001b[31m\u202e"; sleep(2)';
        const shown = frame(text, rangeOf(text, 0, 'sleep(2)')).join('\n');
        const unsafe = [...shown].filter(character => character !== '\n' && /\p{Cc}|\p{Cf}/u.test(character));
        expect(unsafe).toEqual([]);
        expect(shown).toContain('␛[31m');
    });

    it('crops a long line around the place', () => {
        const text = `${'a'.repeat(500)} sleep(2) ${'b'.repeat(500)}`;
        const lines = frame(text, rangeOf(text, 0, 'sleep(2)'), [], 60);
        const [, code = '', marks = ''] = lines;
        expect(lines.every(line => line.length <= 60)).toBe(true);
        expect(code.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('sleep(2)');
        expect(code).toMatch(/^1 \| ….*…$/);
    });

    it('marks a region in the margin and shows its beginning and its end', () => {
        const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`).join('\n');
        const range = { start: { line: 4, character: 0 }, end: { line: 16, character: 3 } };
        expect(frame(text, range)).toEqual([
            '     |',
            '   4 | line 4',
            '>  5 | line 5',
            '>  6 | line 6',
            '>  7 | line 7',
            '...',
            '> 17 | line 17',
            '     |',
        ]);
    });

    it('counts evidence that is too much to show', () => {
        const text = Array.from({ length: 12 }, () => 'x').join('\n');
        const related = Array.from({ length: 9 }, (_, i) => ({
            message: 'here',
            range: rangeOf(text, i, 'x'),
        }));
        expect(frame(text, rangeOf(text, 11, 'x'), related).at(-1)).toBe('   = and 3 more related places');
    });
});
