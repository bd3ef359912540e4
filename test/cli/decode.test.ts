import { describe, expect, it } from 'vitest';
import { decodeSource, encodeSource } from '../../server/src/cli/decode.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('the text of a Python file', () => {
    it.each([
        ['UTF-8 without a word', Buffer.from("x = 'é'\n"), "x = 'é'\n"],
        ['UTF-8 behind its mark', Buffer.from("\ufeffx = 'é'\n"), "x = 'é'\n"],
        ['UTF-8 that says so', Buffer.from("# coding: utf_8\nx = 'é'\n"), "# coding: utf_8\nx = 'é'\n"],
        [
            'Latin-1 in the first line',
            latin1("# -*- coding: latin-1 -*-\nx = 'é'\n"),
            "# -*- coding: latin-1 -*-\nx = 'é'\n",
        ],
        [
            'an editor’s spelling',
            latin1('# vim: set fileencoding=iso-8859-15 :\n# \xa4\n'),
            '# vim: set fileencoding=iso-8859-15 :\n# €\n',
        ],
        [
            'the second line below a shebang',
            latin1("#!/usr/bin/python\n# coding: cp1252\nx = '\x80'\n"),
            "#!/usr/bin/python\n# coding: cp1252\nx = '€'\n",
        ],
        [
            'a multi-byte encoding',
            Buffer.from([...Buffer.from('# coding: shift_jis\n# '), 0x83, 0x65]),
            '# coding: shift_jis\n# テ',
        ],
        ['nothing at all', Buffer.alloc(0), ''],
    ])('is read from %s', (_what, bytes, text) => {
        const decoded = decodeSource(bytes);
        expect(decoded).toMatchObject({ text });
        // And goes back to the same bytes.
        expect('text' in decoded && encodeSource(decoded.text, decoded.encoding)).toEqual(bytes);
    });

    it('does not go back to an encoding that has no sign for something in it', () => {
        expect(encodeSource('€', { name: 'iso-8859-1', mark: false })).toBeUndefined();
    });

    it('has no cookie in the second line below code, as for Python', () => {
        expect(decodeSource(latin1("x = 1\n# coding: latin-1\ny = 'é'\n"))).toEqual({
            error: expect.stringContaining('is not valid UTF-8 (line 3)'),
        });
    });

    it.each([
        ['little-endian UTF-16', Buffer.from('\ufeffx\n', 'utf16le'), /UTF-16/],
        ['big-endian UTF-16', Buffer.from([0xfe, 0xff, 0, 0x78]), /UTF-16/],
        ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x78, 0, 0, 0]), /UTF-32/],
        ['null bytes', Buffer.from('x\0'), /null bytes/],
        [
            'an encoding that there is not',
            Buffer.from('# coding: klingon\n'),
            /"klingon", which is not known/,
        ],
        [
            'an encoding that is none of text',
            Buffer.from('# coding: base64\n'),
            /"base64", which is not known/,
        ],
        [
            'bytes that the declared encoding does not have',
            latin1('# coding: ascii\n# \xe9\n'),
            /not valid ascii/,
        ],
        [
            'a mark against a cookie',
            Buffer.from('\ufeff# coding: latin-1\n'),
            /declares the encoding "latin-1"/,
        ],
    ])('is refused with a reason for %s', (_what, bytes, reason) => {
        expect(decodeSource(bytes)).toEqual({ error: expect.stringMatching(reason) });
    });
});
