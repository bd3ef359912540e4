import { describe, expect, it } from 'vitest';
import { applyEdits, combineEdits, makeFix } from '../../server/src/fixes/edits.ts';

describe('Edits that are combined', () => {
    it('come out sorted', () => {
        const edits = combineEdits([
            { start: 5, end: 6, newText: 'b' },
            { start: 1, end: 2, newText: 'a' },
        ]);
        expect(edits?.map(e => e.start)).toEqual([1, 5]);
    });

    it('become one where they touch, an insertion first', () => {
        const edits = combineEdits([
            { start: 0, end: 3, newText: 'new' },
            { start: 0, end: 0, newText: 'import a\n' },
            { start: 3, end: 5, newText: '' },
        ]);
        expect(edits).toEqual([{ start: 0, end: 5, newText: 'import a\nnew' }]);
    });

    it('are made once where two parts ask for the same insertion', () => {
        const edit = { start: 4, end: 4, newText: 'import a\n' };
        expect(combineEdits([edit, { ...edit }])).toEqual([edit]);
    });

    it('are refused where they change the same text', () => {
        const overlapping = [
            { start: 0, end: 4, newText: 'a' },
            { start: 3, end: 6, newText: 'b' },
        ];
        expect(combineEdits(overlapping)).toBeUndefined();
        expect(makeFix('kind', 'title', overlapping)).toBeUndefined();
    });

    it('change nothing outside themselves', () => {
        const edits = [
            { start: 0, end: 1, newText: 'A' },
            { start: 2, end: 2, newText: '-' },
        ];
        expect(applyEdits('abcd', edits)).toBe('Ab-cd');
    });
});

describe('A fix', () => {
    it('is not made if one of its parts could not be made', () => {
        expect(makeFix('kind', 'title', [{ start: 0, end: 0, newText: 'x' }, undefined])).toBeUndefined();
    });
});
