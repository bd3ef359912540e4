/** Random edits as an editor would make them: typing, deleting, pasting, undoing, changing line endings. */
import fc from 'fast-check';

/** One step of an editing session, in terms that shrink well: places are fractions of the text. */
export type Step =
    | { readonly kind: 'insert'; readonly at: number; readonly text: string }
    | { readonly kind: 'delete'; readonly at: number; readonly length: number }
    | { readonly kind: 'replace'; readonly at: number; readonly length: number; readonly text: string }
    | { readonly kind: 'delete-line'; readonly at: number }
    | { readonly kind: 'duplicate'; readonly at: number; readonly lines: number; readonly to: number }
    | { readonly kind: 'type'; readonly at: number; readonly text: string }
    | { readonly kind: 'undo' }
    | { readonly kind: 'line-endings'; readonly at: number };

/** One edit in offsets, against the text just before it. */
export interface Edit {
    readonly start: number;
    readonly end: number;
    readonly text: string;
}

/** Pieces of Python and of trouble: half-typed code, quotes, tabs, line endings, BOM, astral characters. */
const FRAGMENTS = [
    ...['\n', '\r\n', '\r', '\t', ' ', '    ', '\ufeff', '\u{1f40d}', 'é', '\0', '\\', '\\\n', '\f'],
    ...['(', ')', '[', ']', '{', '}', ':', ',', '.', '#', '"', "'", '"""', "'''", '=', '@', ';', '*', '->'],
    ...[
        'def ',
        'def test_x',
        'def test_x():\n',
        'class T:\n',
        'class TestT(',
        'return',
        'pass\n',
        'lambda: ',
    ],
    ...['import time\n', 'from time import sleep\n', 'import time as t\n', 'import threading\n'],
    ...['time.sleep(1)\n', '    time.sleep(0.5)\n', 'time.sleep(', 'sleep(2)', 'await ', 'async '],
    ...[
        '    assert x == 1\n',
        'assert ',
        'with lock:\n',
        'with open("f") as f:',
        'try:\n',
        'finally:\n',
        'else:',
    ],
    ...['for i in range(3):\n', 'while True:\n', 'if x:\n', 'elif y:', 'match x:\n', 'case 1:', 'f"{a', '}"'],
    ...['    thread = threading.Thread(target=work)\n', '    thread.start()\n', 'thread.join()\n'],
    ...['# steady: ignore[sleep-as-sync] -- reviewed\n', '# steady: ignore', '# we race here\n'],
    ...['context.get_admin_context()', 'self.ctxt', 'mock.patch("a.b", new=slow)', '@pytest.fixture\n', '@'],
    ...[
        'print "x"',
        'exec code',
        'global x\n',
        'nonlocal y',
        'yield',
        ':=',
        '**',
        '~',
        'not ',
        ' in ',
        ' is ',
    ],
];

/** Anywhere in the text, without the usual preference for its ends. */
const place = fc.noBias(fc.integer({ min: 0, max: 10_000 }).map(n => n / 10_000));
const fragment = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...FRAGMENTS) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('insert'), at: place, text: fragment }) },
    {
        weight: 4,
        arbitrary: fc.record({
            kind: fc.constant('delete'),
            at: place,
            length: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 200 })),
        }),
    },
    {
        weight: 2,
        arbitrary: fc.record({
            kind: fc.constant('replace'),
            at: place,
            length: fc.integer({ min: 0, max: 40 }),
            text: fragment,
        }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete-line'), at: place }) },
    {
        weight: 2,
        arbitrary: fc.record({
            kind: fc.constant('duplicate'),
            at: place,
            lines: fc.integer({ min: 1, max: 12 }),
            to: place,
        }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('type'), at: place, text: fragment }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('undo') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('line-endings'), at: place }) },
) as fc.Arbitrary<Step>;

/** Up to `max` steps in a row. */
export function steps(max: number): fc.Arbitrary<Step[]> {
    return fc.array(step, { minLength: 1, maxLength: max, size: 'max' });
}

/** A text with its history: turns steps into edits and knows how to take the last one back. */
export class EditedText {
    text: string;
    readonly #undo: Edit[] = [];

    constructor(text: string) {
        this.text = text;
    }

    /** The edits of a step, already applied to `text`; each is against the text after the one before. */
    apply(step: Step): Edit[] {
        if (step.kind === 'undo') {
            const edit = this.#undo.pop();
            if (!edit) return [];
            this.#splice(edit);
            return [edit];
        }
        if (step.kind === 'type') {
            // Character by character, as it is typed; a surrogate pair arrives whole.
            let at = this.#offset(step.at);
            return [...step.text].map(character => {
                const edit = this.#do({ start: at, end: at, text: character });
                at += character.length;
                return edit;
            });
        }
        return this.#editsOf(step).map(edit => this.#do(edit));
    }

    #editsOf(step: Exclude<Step, { kind: 'undo' | 'type' }>): Edit[] {
        const start = this.#offset(step.at);
        switch (step.kind) {
            case 'insert':
                return [{ start, end: start, text: step.text }];
            case 'delete':
                return [{ start, end: this.#clamp(start + step.length), text: '' }];
            case 'replace':
                return [{ start, end: this.#clamp(start + step.length), text: step.text }];
            case 'delete-line': {
                const from = this.text.lastIndexOf('\n', start - 1) + 1;
                const to = this.text.indexOf('\n', start);
                return [{ start: from, end: to === -1 ? this.text.length : to + 1, text: '' }];
            }
            case 'duplicate': {
                const from = this.text.lastIndexOf('\n', start - 1) + 1;
                const copied = this.text
                    .slice(from)
                    .split(/(?<=\n)/)
                    .slice(0, step.lines)
                    .join('');
                const to = this.text.lastIndexOf('\n', this.#offset(step.to)) + 1;
                return [{ start: to, end: to, text: copied }];
            }
            case 'line-endings': {
                const converted = this.text.includes('\r\n')
                    ? this.text.replaceAll('\r\n', '\n')
                    : this.text.replaceAll('\n', '\r\n');
                return [{ start: 0, end: this.text.length, text: converted }];
            }
        }
    }

    #do(edit: Edit): Edit {
        this.#undo.push({
            start: edit.start,
            end: edit.start + edit.text.length,
            text: this.text.slice(edit.start, edit.end),
        });
        this.#splice(edit);
        return edit;
    }

    #splice(edit: Edit): void {
        this.text = this.text.slice(0, edit.start) + edit.text + this.text.slice(edit.end);
    }

    #offset(fraction: number): number {
        return this.#clamp(Math.round(fraction * this.text.length));
    }

    #clamp(offset: number): number {
        return Math.max(0, Math.min(offset, this.text.length));
    }
}
