/** Places in text: lines, positions and offsets as the Language Server Protocol counts them. */
import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../server/src/base/text.ts';

describe('LineIndex', () => {
    it('ends lines at \\n, \\r\\n and a lone \\r', () => {
        const lines = new LineIndex('a\nb\r\nc\rd');
        expect(lines.lineCount).toBe(4);
        expect([0, 1, 2, 3].map(n => lines.lineText(n))).toEqual(['a', 'b', 'c', 'd']);
        expect([0, 1, 2, 3].map(n => lines.startOfLine(n))).toEqual([0, 2, 5, 7]);
    });

    it('knows whether a \\r stands alone, since the parser does not count such lines', () => {
        expect(new LineIndex('a\r\nb').hasLoneCarriageReturn).toBe(false);
        expect(new LineIndex('a\rb').hasLoneCarriageReturn).toBe(true);
        expect(new LineIndex('a\r').hasLoneCarriageReturn).toBe(true);
        expect(new LineIndex('a\r\r\nb').hasLoneCarriageReturn).toBe(true);
    });

    it('has one empty line in an empty text', () => {
        const lines = new LineIndex('');
        expect(lines.lineCount).toBe(1);
        expect(lines.positionAt(0)).toEqual({ line: 0, character: 0 });
        expect(lines.lineText(0)).toBe('');
    });

    it('has an empty last line behind a final line ending', () => {
        const lines = new LineIndex('a\n');
        expect(lines.lineCount).toBe(2);
        expect(lines.positionAt(2)).toEqual({ line: 1, character: 0 });
    });

    it('counts characters in UTF-16 units: an astral character takes two', () => {
        const lines = new LineIndex('\u{1f40d}x\ny');
        expect(lines.positionAt(2)).toEqual({ line: 0, character: 2 });
        expect(lines.offsetAt({ line: 0, character: 3 })).toBe(3);
        expect(lines.positionAt(4)).toEqual({ line: 1, character: 0 });
    });

    it('holds offsets and positions outside the text inside it', () => {
        const lines = new LineIndex('ab\ncd');
        expect(lines.positionAt(99)).toEqual({ line: 1, character: 2 });
        expect(lines.positionAt(-1)).toEqual({ line: 0, character: 0 });
        expect(lines.offsetAt({ line: 99, character: 0 })).toBe(5);
        expect(lines.offsetAt({ line: -1, character: 3 })).toBe(0);
        expect(lines.startOfLine(99)).toBe(5);
    });

    it('takes a character past the end of its line as the end of that line, before the line ending', () => {
        expect(new LineIndex('ab\r\ncd').offsetAt({ line: 0, character: 99 })).toBe(2);
        expect(new LineIndex('ab\rcd').offsetAt({ line: 0, character: 99 })).toBe(2);
        expect(new LineIndex('ab\ncd').offsetAt({ line: 1, character: 99 })).toBe(5);
    });

    it.each(['', 'a', 'a\nb', 'a\r\nb\r\n', '\r\r\n\n\r', 'x\u{1f40d}\r\u{1f40d}y\n'])(
        'turns every offset of %j into a position and back',
        text => {
            const lines = new LineIndex(text);
            for (let offset = 0; offset <= text.length; offset++) {
                // Between \r and \n there is no position: it stands for the end of the line.
                const inside = text[offset - 1] === '\r' && text[offset] === '\n';
                expect(lines.offsetAt(lines.positionAt(offset))).toBe(inside ? offset - 1 : offset);
            }
        },
    );

    it('turns ranges into spans and back', () => {
        const lines = new LineIndex('ab\r\ncd');
        const range = { start: { line: 0, character: 1 }, end: { line: 1, character: 1 } };
        expect(lines.spanOf(range)).toEqual({ start: 1, end: 5 });
        expect(lines.rangeOf({ start: 1, end: 5 })).toEqual(range);
    });
});
